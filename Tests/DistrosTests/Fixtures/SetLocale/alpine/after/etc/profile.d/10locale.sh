export LANG=de_DE.UTF-8
