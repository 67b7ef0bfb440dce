import KernelExtraction
import Testing

/// Configurations as `grub-mkconfig` of several distributions writes them: everything in them is known, so no warning.
@Suite("Configurations as grub-mkconfig writes them")
struct GrubMkconfigTests {
    /// What `00_header` writes everywhere.
    private static let header = """
        if [ -s $prefix/grubenv ]; then
          set have_grubenv=true
          load_env
        fi
        if [ "${initial_env}" ]; then echo; fi
        if [ "${next_entry}" ] ; then
           set default="${next_entry}"
           set next_entry=
           save_env next_entry
           set boot_once=true
        else
           set default="@DEFAULT@"
        fi

        if [ x"${feature_menuentry_id}" = xy ]; then
          menuentry_id_option="--id"
        else
          menuentry_id_option=""
        fi

        export menuentry_id_option

        if [ "${prev_saved_entry}" ]; then
          set saved_entry="${prev_saved_entry}"
          save_env saved_entry
          set prev_saved_entry=
          save_env prev_saved_entry
          set boot_once=true
        fi

        function savedefault {
          if [ -z "${boot_once}" ]; then
            saved_entry="${chosen}"
            save_env saved_entry
          fi
        }
        function load_video {
          if [ x$feature_all_video_module = xy ]; then
            insmod all_video
          else
            insmod efi_gop
            insmod vga
          fi
        }

        if [ x$feature_default_font_path = xy ] ; then
           font=unicode
        else
        insmod part_gpt
            font="/usr/share/grub/unicode.pf2"
        fi

        if loadfont $font ; then
          set gfxmode=auto
          load_video
          insmod gfxterm
          set locale_dir=$prefix/locale
          set lang=de_DE
          insmod gettext
        fi
        terminal_input console
        terminal_output gfxterm
        if [ "${recordfail}" = 1 ] ; then
          set timeout=30
        else
          if [ x$feature_timeout_style = xy ] ; then
            set timeout_style=menu
            set timeout=5
          else
            set timeout=5
          fi
        fi
        set superusers="root"
        password_pbkdf2 root grub.pbkdf2.sha512.10000.0

        """

    private static let search = """
            insmod part_gpt
            insmod ext2
            set root='hd0,gpt2'
            if [ x$feature_platform_search_hint = xy ]; then
              search --no-floppy --fs-uuid --set=root --hint-ieee1275='ieee1275//disk@0,gpt2' --hint-bios=hd0,gpt2 1b2c
            else
              search --no-floppy --fs-uuid --set=root 1b2c
            fi

        """

    private static func entry(_ title: String, _ id: String, _ version: String, _ options: String) -> String {
        """
        menuentry '\(title)' --class debian --class gnu-linux --class os $menuentry_id_option 'gnulinux-\(id)-1b2c' {
            recordfail
            savedefault
            load_video
            gfxmode $linux_gfx_mode
            insmod gzio
            if [ x$grub_platform = xxen ]; then insmod xzio; insmod lzopio; fi
        \(search)    echo 'Loading Linux \(version) ...'
            linux  /boot/vmlinuz-\(version) root=UUID=1b2c ro \(options) $vt_handoff
            echo 'Loading initial ramdisk ...'
            initrd  /boot/intel-ucode.img /boot/initrd.img-\(version)
        }

        """
    }

    private static let debian = """
        function gfxmode {
            set gfxpayload="${1}"
            if [ "${1}" = "keep" ]; then
                set vt_handoff=vt.handoff=7
            else
                set vt_handoff=
            fi
        }
        function recordfail {
          set recordfail=1
          if [ -n "${have_grubenv}" ]; then if [ -z "${boot_once}" ]; then save_env recordfail; fi; fi
        }
        if [ "${recordfail}" != 1 ]; then
          if [ -e ${prefix}/gfxblacklist.txt ]; then
            if hwmatch ${prefix}/gfxblacklist.txt 3; then
              if [ ${match} = 0 ]; then
                set linux_gfx_mode=keep
              else
                set linux_gfx_mode=text
              fi
            else
              set linux_gfx_mode=text
            fi
          else
            set linux_gfx_mode=keep
          fi
        else
          set linux_gfx_mode=text
        fi
        export linux_gfx_mode

        """
        + entry("Debian GNU/Linux", "simple", "6.12-amd64", "quiet")
        + "submenu 'Advanced options' $menuentry_id_option 'gnulinux-advanced-1b2c' {\n"
        + entry("Linux 6.12", "6.12-amd64-advanced", "6.12-amd64", "quiet")
        + entry("Linux 6.12 (recovery mode)", "6.12-amd64-recovery", "6.12-amd64", "single")
        + entry("Linux 6.1", "6.1-amd64-advanced", "6.1-amd64", "quiet")
            + """
            }
            if [ "$grub_platform" = "efi" ]; then
                fwsetup --is-supported
                if [ "$?" = 0 ]; then
                    menuentry 'UEFI Firmware Settings' $menuentry_id_option 'uefi-firmware' {
                        fwsetup
                    }
                fi
            fi
            if [ -f  ${config_directory}/custom.cfg ]; then
              source ${config_directory}/custom.cfg
            elif [ -z "${config_directory}" -a -f  $prefix/custom.cfg ]; then
              source $prefix/custom.cfg
            fi

            """

    private func menu(
        _ body: String, default name: String = "0", adding files: [String: String] = [:]
    ) throws -> BootMenu {
        let script = Self.header.replacing("@DEFAULT@", with: name) + body
        var all = ["/boot/grub/grub.cfg": script, "/boot/intel-ucode.img": "u"].merging(files) { $1 }
        for version in ["6.12-amd64", "6.1-amd64"] {
            all["/boot/vmlinuz-\(version)"] = "k"
            all["/boot/initrd.img-\(version)"] = "i"
        }
        let system = BootVolume(.partition(1), Tree([String: String](), type: "vfat", uuid: "1234-ABCD"))
        return try Bench([system, BootVolume(.partition(2), Tree(all, uuid: "1b2c"))]).menu()
    }

    @Test("boot Debian's first entry")
    func first() throws {
        let menu = try menu(Self.debian)
        #expect(menu.warnings == [])
        #expect(menu.titles == ["Debian GNU/Linux", "Linux 6.12", "Linux 6.12 (recovery mode)", "Linux 6.1"])
        #expect(
            menu.chosen
                == "/boot/vmlinuz-6.12-amd64 root=UUID=1b2c ro quiet vt.handoff=7 [/boot/intel-ucode.img "
                + "/boot/initrd.img-6.12-amd64]")
        #expect(menu.entries.allSatisfy { $0.kernel?.volume == 1 })
    }

    /// What GRUB_DEFAULT may be, and the entry's index.
    @Test(
        "boot the entry that GRUB_DEFAULT names",
        arguments: [
            ("0", 0), ("1", 1), ("1>2", 3), ("gnulinux-advanced-1b2c>gnulinux-6.1-amd64-advanced-1b2c", 3),
            ("Advanced options>Linux 6.1", 3), ("Linux 6.1", 0), ("gnulinux-advanced-1b2c", 1), ("${saved_entry}", 2),
        ])
    func named(name: String, index: Int) throws {
        let saved = "gnulinux-advanced-1b2c>gnulinux-6.12-amd64-recovery-1b2c"
        let files = ["/boot/grub/grubenv": "# GRUB Environment Block\nsaved_entry=\(saved)\n#####"]
        let menu = try menu(Self.debian, default: name, adding: files)
        #expect(menu.defaultEntry == index)
        // GRUB finds no title within a submenu without the submenu's before it.
        let warning = "the default 'Linux 6.1' names no entry; 'Debian GNU/Linux' is taken"
        #expect(menu.warnings == (name == "Linux 6.1" ? [warning] : []))
    }

    @Test("add what custom.cfg has")
    func custom() throws {
        let files = [
            "/boot/grub/custom.cfg": "menuentry M { linux ($root)/boot/vmlinuz-6.1-amd64 x; }\nset default=M\n"
        ]
        #expect(try menu(Self.debian, adding: files).chosen == "/boot/vmlinuz-6.1-amd64 x")
    }

    @Test("boot openSUSE's, whose snapshots are in a file of their own")
    func suse() throws {
        let body = """
            set btrfs_relative_path="yes"
            export btrfs_relative_path
            if [ -f "/.snapshots/grub-snapshot.cfg" ]; then source "/.snapshots/grub-snapshot.cfg"; fi
            if [ -n "$extra_cmdline" ]; then
              submenu "Bootable snapshot #$snapshot_num" {
                menuentry "If OK, run 'snapper rollback' and reboot." { true; }
              }
            fi
            menuentry 'openSUSE'  --class opensuse $menuentry_id_option 'suse' {
                load_video
                set gfxpayload=keep
                set root='lvm/system-root'
                linux /boot/vmlinuz-6.12-amd64 root=/dev/system/root  ${extra_cmdline} splash=silent quiet
                initrd /boot/initrd.img-6.12-amd64
            }
            hiddenentry 'x' --hotkey=x { true; }

            """
        let menu = try menu(body)
        #expect(menu.titles == ["openSUSE"])
        #expect(
            menu.chosen
                == "/boot/vmlinuz-6.12-amd64 root=/dev/system/root splash=silent quiet [/boot/initrd.img-6.12-amd64]")
        #expect(menu.warnings == ["this disk has no device 'lvm/system-root'; partition 2 (ext4) is taken for it"])
    }

    @Test("refuse an entry on an encrypted device, and boot the next")
    func encrypted() throws {
        let body = """
            insmod luks
            menuentry 'C' {
                cryptomount -u 0011
                set root='cryptouuid/0011'
                search --no-floppy --fs-uuid --set=root 9999
                linux /boot/vmlinuz-6.1-amd64
            }
            menuentry 'L' {
                loopback loop /boot/x.iso
                linux (loop)/casper/vmlinuz
            }
            menuentry 'D' { linux /boot/vmlinuz-6.12-amd64 x }

            """
        let menu = try menu(body)
        #expect(
            menu.entries.map(\.unusable) == [
                "its kernel: the device 'cryptouuid/0011' is no file system of this disk",
                "its kernel: the device 'loop' is no file system of this disk", nil,
            ])
        #expect(menu.chosen == "/boot/vmlinuz-6.12-amd64 x")
    }
}
