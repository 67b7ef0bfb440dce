# Sourced by the control layer's tests in dom0: small guests, and what is left when they are gone.
# shellcheck shell=bash
console_log() { echo "/var/log/xen/console/guest-$1.log"; }
say() { printf '%4d s  %s\n' "$SECONDS" "$*"; }
fail() {
    say "FAILED: $*"
    exit 1
}

# small NAME TYPE NUMBER [COMMAND LINE]: writes its configuration and an image.
small() {
    truncate -s 32M "/lab/images/$1.img"
    cat > "/etc/xen/$1.cfg" << END
name = '$1'
uuid = '11111111-2222-3333-4444-0000000000$3'
type = '$2'
memory = 160
vcpus = 1
kernel = '/lab/tools/vmlinuz'
ramdisk = '/lab/small.img'
extra = 'console=hvc0 panic=1 quiet lab.ip=192.0.2.$3/24 ${4:-}'
disk = ['/lab/images/$1.img,raw,xvda,rw']
vif = ['mac=00:16:3e:00:00:$3,bridge=xenbr0']
END
}

# until_seen SECONDS TEXT COMMAND...
until_seen() {
    local end=$((SECONDS + $1)) text=$2
    shift 2
    until "$@" > /dev/null 2>&1; do
        [ "$SECONDS" -lt "$end" ] || fail "not seen: $text"
        sleep 0.5
    done
    say "$text"
}

is_up() { grep -aq 'small guest: up' "$(console_log "$1")"; }
is_gone() { ! xl domid "$1" > /dev/null 2>&1; }
domid_of() { xl domid "$1"; }

# type_in NAME PROGRAM LINE: types a line on its console, and prints what has come back when it is done.
type_in() {
    local end="end-$RANDOM" client
    rm -f /lab/keys
    mkfifo /lab/keys
    # Without a terminal xenconsole only shows what comes.
    timeout 120 script -qefc "$2 console $1" /dev/null < /lab/keys > /lab/said 2>&1 &
    client=$!
    exec 7> /lab/keys
    # What is typed before a client has its terminal is lost: ours says when, and to xl's we give time.
    if [ "$2" = xl ]; then sleep 6; fi
    for _ in $(seq 100); do
        if [ "$2" = xl ] || grep -aq Joined /lab/said; then break; fi
        sleep 0.5
    done
    printf '%s\n' "$3; e=end; echo \"\$e${end#end}\"" >&7
    for _ in $(seq 150); do
        ! grep -aq "^$end" /lab/said || break
        sleep 0.5
    done
    exec 7>&-
    kill "$client" 2> /dev/null
    wait "$client"
    cat /lab/said
}

# Everything that a domain may leave behind, sorted: it must be the same before and after.
traces() {
    # The first domain of all makes /vm and /libxl, whoever starts it, and they stay.
    xenstore-ls -f | grep -E '^/(vm|libxl|local/domain)' |
        grep -v -e '^/local/domain/0/' -e '^/libxl/[0-9]* = ' -e '^/vm = ""' -e '^/libxl = ""' || true
    xenstore-ls -f /local/domain/0/backend 2> /dev/null | grep -E '/(vbd|vif|console)/[0-9]+' || true
    losetup -n -O NAME,BACK-FILE -a
    find /sys/class/net -name 'vif*' | sort
    find /var/lib/xen -name 'userdata*' | sort
    xl list | awk 'NR > 1 && $1 != "Domain-0" { print "domain " $1 }'
    find /var/lib/xen-provision/journals /run/xen-provision -name '*.journal' -o -name 'start.*' 2> /dev/null | sort
}
