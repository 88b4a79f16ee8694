// Package memory says how much of it a process may use. The collector runs the more
// often the less it may: of a rebuild's processor time it took a third within the
// limit of a server, and a tenth within that of a verb.
package memory

import (
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
)

const (
	// room is memory that is never touched, so it takes none of the machine's, but the
	// collector counts it: it runs when this much garbage has gathered, not each time
	// when a small heap has doubled. Projecting took 30 % less of the processor.
	room = 64 << 20

	// server is how much the collector leaves in use before it runs more often: the first
	// sync of 100,000 devices stays below 300 MiB by it, where 60,000 took 350. It is no
	// bound: a larger fleet takes what it needs, at the cost of more collections.
	server = room + 240<<20

	most  = room + 1<<30 // of a verb
	share = 4            // a verb takes no more than one part in so many of what is free

	// seldom is how much garbage may gather beside what a verb has in use, in percent: the
	// limit bounds both, and each collection looks at all that is in use.
	seldom = 400
)

// Settle sets the limit of a server, which every process has at first. What it returns
// must be kept alive. The environment's GOMEMLIMIT takes its place.
func Settle() []byte {
	if !given() {
		debug.SetMemoryLimit(server)
	}
	return make([]byte, room)
}

// Generous gives a piece of work that ends a quarter of the memory that is available,
// at most 1 GiB and never less than a server has, until the function that it returns is
// called. The environment's GOMEMLIMIT takes its place.
func Generous() (end func()) {
	if given() {
		return func() {}
	}
	generous.Lock()
	defer generous.Unlock()
	if generous.works++; generous.works == 1 {
		generous.before = debug.SetMemoryLimit(min(most, max(server, room+available()/share)))
		generous.percent = debug.SetGCPercent(seldom)
	}
	return sync.OnceFunc(func() {
		generous.Lock()
		defer generous.Unlock()
		if generous.works--; generous.works == 0 {
			debug.SetMemoryLimit(generous.before)
			debug.SetGCPercent(generous.percent)
		}
	})
}

// generous counts the pieces of work that share what is given to the first of them.
var generous struct {
	sync.Mutex
	works   int
	before  int64
	percent int
}

func given() bool { return os.Getenv("GOMEMLIMIT") != "" }

// available is how many bytes the machine, or the process's control group, could give
// without taking them from anybody; 0 where that can't be told.
func available() int64 {
	free := int64(0)
	if raw, err := os.ReadFile("/proc/meminfo"); err == nil {
		free = availableIn(string(raw))
	}
	limit, errLimit := number("/sys/fs/cgroup/memory.max")
	used, errUsed := number("/sys/fs/cgroup/memory.current")
	if errLimit == nil && errUsed == nil {
		free = min(free, max(limit-used, 0))
	}
	return free
}

// availableIn is MemAvailable of /proc/meminfo in bytes.
func availableIn(meminfo string) int64 {
	_, rest, _ := strings.Cut(meminfo, "MemAvailable:")
	kilobytes, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	n, _ := strconv.ParseInt(kilobytes, 10, 53)
	return n << 10
}

// number is what a file of a control group says; "max" is none.
func number(file string) (int64, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return 0, err
	}
	return strconv.ParseInt(strings.TrimSpace(string(raw)), 10, 64)
}
