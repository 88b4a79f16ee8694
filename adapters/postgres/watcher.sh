# Stops a private server that nobody uses any more, should its owner have been killed.
# $1 the watcher's own lock, $2 the lock of those who use the server, $3 server.json, $4 the server's data directory.
watch=$1 users=$2 mark=$3 data=$4
exec 8>>"$watch" && flock -n 8 || exit 0 # one watcher is enough
exec 9>>"$users" && flock -x 9 || exit 1 # free when the last user has ended, however it ended

# The file is gone after an orderly end. Without it there is nothing to stop and nobody is kept waiting.
[ -e "$mark" ] || exit 0

pid=
ours() {
	pid=$(head -n 1 "$data/postmaster.pid" 2>/dev/null)
	[ -n "$pid" ] && [ "$(readlink "/proc/$pid/cwd" 2>/dev/null)" = "$data" ]
}

tries=0
until ours; do # the owner may have been killed in the very moment in which it started the server
	tries=$((tries + 1))
	[ "$tries" -gt 10 ] && exit 0
	sleep 0.1
done
kill -INT "$pid" 2>/dev/null
tries=0
while ours; do
	tries=$((tries + 1))
	[ "$tries" -eq 600 ] && kill -QUIT "$pid" 2>/dev/null # a minute was enough for a checkpoint
	[ "$tries" -gt 700 ] && exit 1
	sleep 0.1
done
