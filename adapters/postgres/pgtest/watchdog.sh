# $1 is a test server's directory. Standard input ends when the process that owns the server has ended.
cat >/dev/null

pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null)
# The number may long belong to another process; a server of ours names its directory.
ours() { [ -n "$pid" ] && tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF -- "$1/data"; }

if ours "$1"; then
	kill -QUIT "$pid" 2>/dev/null
	tries=0
	while ours "$1"; do
		tries=$((tries + 1))
		[ "$tries" -eq 100 ] && kill -KILL "$pid" 2>/dev/null
		[ "$tries" -gt 200 ] && exit 1
		sleep 0.05
	done
fi
[ -e "$1/keep" ] || rm -rf "$1"
