# The front door. `make demo` and `make test` are the whole set-up on a bare Debian 12 with Swift 6.3, as root.
PREFIX  ?= /usr/local
DESTDIR ?=
SYSCONF ?= /etc
BUILD   ?= .build
SWIFT   ?= swift

RELEASE = $(SWIFT) build --scratch-path $(BUILD) -c release --static-swift-stdlib
# It starts twice for every guest that boots, in a dom0 that may lack its libraries.
EXTRACT = $(RELEASE) -Xswiftc -static-executable
LINKS   = xen-create-image xen-delete-image xen-list-images
# The control layer is a program of its own for each Xen: the libraries' interface changes with every version.
export XEN_VERSION ?= $(or $(shell pkg-config --modversion xencontrol 2>/dev/null | cut -d. -f1,2),4.17)
CONTROL = xen-control-$(XEN_VERSION)
# What 'xen-provision test-boot' needs of the lab where no Xen runs.
LAB_PARTS = lab.sh qemu.sh build boot machine monitor dom0-run test-boot guest-config dom0 in-dom0 in-guest
HELPERS = $(DESTDIR)$(PREFIX)/libexec/xen-provision

# A real Xen in QEMU, and guests of ours on it; `make lab SCENARIOS=boot-file-pv` runs one.
SCENARIOS ?=

# What to fuzz and for how long each; bzimage is where unsafe code is, which wants AddressSanitizer as well.
TARGETS ?= partitions lvm lvm-text ext xfs btrfs fat iso9660 grub legacy syslinux bls systemd-boot lilo bzimage elf frame
SECONDS_EACH ?= 600

.PHONY: demo test fuzz lab lint build release install check-install check-xen-4.20 bench packages docs clean

demo: packages release
	Tests/demo.sh

test: packages
	$(SWIFT) build --scratch-path $(BUILD) --build-tests
	$(SWIFT) test --scratch-path $(BUILD) --skip-build

# Outside of CI: hours.
fuzz: packages
	Tests/Fuzz/run.sh "$(abspath $(BUILD))/fuzz" $(SECONDS_EACH) $(TARGETS)

lab: packages release
	Tests/Lab/packages.sh
	LAB_PROGRAM="$$($(RELEASE) --show-bin-path)/xen-provision" LAB_RESULTS="$(BUILD)/lab" \
	    Tests/Lab/run $(SCENARIOS)

lint:
	Tests/lint.sh

packages:
	Tests/packages.sh

build:
	$(SWIFT) build --scratch-path $(BUILD)

release:
	$(RELEASE) --product xen-provision
	$(RELEASE) --product lvm-control
	$(RELEASE) --product $(CONTROL)
	$(EXTRACT) --product xen-extract-kernel

bench: packages release
	Benchmarks/clone.sh
	Benchmarks/create.sh
	Benchmarks/extract.sh
	Benchmarks/fleet.sh
	Tests/Lab/packages.sh
	Benchmarks/start.sh

docs: release
	Tests/docs.sh "$$($(RELEASE) --show-bin-path)/xen-provision" $(BUILD)/docs

install: release docs
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/man/man8
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions $(DESTDIR)$(PREFIX)/share/zsh/site-functions
	install -d $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d $(DESTDIR)$(PREFIX)/share/xen-provision
	install -d $(DESTDIR)$(SYSCONF)/xen-provision/templates $(HELPERS)
	install -m 755 "$$($(RELEASE) --show-bin-path)/xen-provision" $(DESTDIR)$(PREFIX)/bin/xen-provision
	for helper in lvm-control $(CONTROL); do \
		install -m 755 "$$($(RELEASE) --show-bin-path)/$$helper" $(HELPERS)/$$helper || exit 1; done
	for link in $(LINKS); do ln -sf xen-provision $(DESTDIR)$(PREFIX)/bin/$$link; done
	install -m 755 "$$($(RELEASE) --show-bin-path)/xen-extract-kernel" $(DESTDIR)$(PREFIX)/bin/xen-extract-kernel
	# By pygrub's name where no path leads, so that the distribution's own stays what is found.
	ln -sf ../../bin/xen-extract-kernel $(HELPERS)/pygrub
	install -m 644 $(BUILD)/docs/*.8 docs/man/*.8 $(DESTDIR)$(PREFIX)/share/man/man8/
	for link in $(LINKS); do ln -sf xen-provision.8 $(DESTDIR)$(PREFIX)/share/man/man8/$$link.8; done
	install -m 644 $(BUILD)/docs/fleet.schema.json $(DESTDIR)$(PREFIX)/share/xen-provision/
	install -d $(DESTDIR)$(PREFIX)/share/xen-provision/lab
	cd Tests/Lab && cp -RP $(LAB_PARTS) $(abspath $(DESTDIR)$(PREFIX))/share/xen-provision/lab/
	for name in xen-provision $(LINKS); do \
	    install -m 644 $(BUILD)/docs/$$name.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/$$name; \
	    install -m 644 $(BUILD)/docs/_$$name $(DESTDIR)$(PREFIX)/share/zsh/site-functions/; \
	    install -m 644 $(BUILD)/docs/$$name.fish $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/; \
	done
	test -e $(DESTDIR)$(SYSCONF)/xen-provision/xen-provision.conf || \
	    install -m 644 $(BUILD)/docs/xen-provision.conf $(DESTDIR)$(SYSCONF)/xen-provision/xen-provision.conf

# Installs into an empty directory and looks at what lies there; builds for release first.
check-install: packages
	BUILD=$(BUILD) Tests/install.sh

# The control layer against the headers and libraries of Debian 13's Xen.
check-xen-4.20: packages
	BUILD=$(BUILD) Tests/xen-4.20.sh

clean:
	rm -rf $(BUILD) demo
