print("xen-provision")
