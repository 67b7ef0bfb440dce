#!/bin/sh
[ "$1" = ssh ] && exit 0
exit 104
