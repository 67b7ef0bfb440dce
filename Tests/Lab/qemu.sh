# Sourced: the lab's machine. Each choice here is argued in docs/lab.md; both its first start and every start from its
# snapshot must be given the same devices.
# shellcheck shell=bash

# AVX, SMAP and SMEP break guests or dom0 under QEMU's emulation; PVH wants nested SVM with nested paging.
cpu=qemu64,+svm,+npt,+ssse3,+sse4.1,+sse4.2,+cx16,+popcnt,-vgif,-rdtscp,-smap,-smep
xen_options='dom0_mem=1536M,max:1536M console=com1 com1=115200,8n1 loglvl=warning guest_loglvl=warning noreboot'
dom0_options='root=/dev/vda rw console=hvc0 net.ifnames=0 quiet mitigations=off'

# Starts the machine in the background: launch PIECES DIRECTORY [QEMU OPTION]...
# DIRECTORY holds root.qcow2 already and gets the console's log, both sockets and the process number.
launch() {
    local pieces=$1 directory=$2
    shift 2
    # Names without a directory in -initrd: a space or comma in one would end it.
    (cd "$pieces" && exec qemu-system-x86_64 -name xen-lab -machine pc -cpu "$cpu" -smp 1 -m 3072 \
        -accel tcg,thread=single,tb-size=1024 -nodefaults -no-user-config -display none \
        -kernel xen.elf -append "$xen_options" -initrd "vmlinuz $dom0_options,initrd.img" \
        -drive "if=none,id=root,format=qcow2,cache=unsafe,file=$(commas "$directory/root.qcow2")" \
        -device virtio-blk-pci,drive=root -device virtio-scsi-pci,id=scsi \
        -netdev user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:0-:22 -device virtio-net-pci,netdev=net,romfile= \
        -chardev "socket,id=console,server=on,wait=off,path=$(commas "$directory/console"),logfile=$(
            commas "$directory/console.log")" -serial chardev:console \
        -chardev "socket,id=monitor,server=on,wait=off,path=$(commas "$directory/monitor")" \
        -mon chardev=monitor,mode=control \
        -pidfile "$directory/pid" -daemonize "$@")
}

# QEMU's option syntax ends a value at a comma, and reads two as one.
commas() { printf '%s' "${1//,/,,}"; }

# The port of 127.0.0.1 that leads to dom0's sshd: the kernel chose one that was free.
ssh_port() {
    # shellcheck disable=SC2154 # set by lab.sh
    "$lab/monitor" "$1/monitor" human-monitor-command '{"command-line": "info usernet"}' |
        awk '/HOST_FORWARD/ { print $4; exit }'
}

# Ends the machine of a directory by its process number, if it still runs.
kill_machine() {
    local pid
    pid=$(cat "$1/pid" 2>/dev/null) || return 0
    # The number may be another's by now: the command line must name this directory.
    tr '\0' ' ' < "/proc/$pid/cmdline" 2>/dev/null | grep -qF "$(commas "$1/root.qcow2")" || return 0
    kill "$pid"
    while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
}
