/// The script that writes the boot menu again inside the guest after a kernel was installed or removed.
///
/// Debian's kernel packages run it from `/etc/kernel/postinst.d` and `postrm.d` with a version as argument, which it has
/// no need for: it lists what is there.
enum BootMenuHook {
    /// The script, in POSIX sh.
    ///
    /// - Parameters:
    ///   - boot: the directory in the guest, `/boot`.
    ///   - directory: the same as the boot loader sees it.
    ///   - arguments: the kernels' command line, without single quotes or backslashes.
    static func text(boot: String, directory: String, arguments: String) -> String {
        """
        #!/bin/sh
        # Keeps \(boot)/grub/grub.cfg in step with the kernels in \(boot), for pygrub and GRUB on Xen.
        # Written by xen-provision. Remove this file once a boot loader of your own takes over.
        set -eu

        boot='\(boot)'
        directory='\(directory)'
        arguments='\(arguments)'
        menu="$boot/grub/grub.cfg"

        # The package grub-common brought a generator of its own: the menu is its business now.
        if command -v update-grub >/dev/null 2>&1 || command -v grub-mkconfig >/dev/null 2>&1; then
            exit 0
        fi

        entry() {
            printf "menuentry 'Linux %s' {\\n" "$1"
            printf '\\tlinux %s/vmlinuz-%s %s\\n' "$directory" "$1" "$arguments"
            for initrd in "initrd.img-$1" "initramfs-$1.img" "initramfs-$1" "initrd-$1"; do
                if [ -e "$boot/$initrd" ]; then
                    printf '\\tinitrd %s/%s\\n' "$directory" "$initrd"
                    break
                fi
            done
            printf '}\\n'
        }

        versions() {
            for file in "$boot"/vmlinuz-*; do
                case $file in
                *~ | *.old | *.dpkg-tmp | *.dpkg-new | *.bak | *.sig | *.hmac) continue ;;
                esac
                if [ -e "$file" ]; then
                    printf '%s\\n' "${file#"$boot"/vmlinuz-}"
                fi
            done | sort -rV
        }

        mkdir -p "$boot/grub"
        {
            cat <<'EOF'
        \(BootMenu.header.dropLast())
        EOF
            versions | while read -r version; do
                entry "$version"
            done
        } >"$menu.new"
        mv "$menu.new" "$menu"

        """
    }
}
