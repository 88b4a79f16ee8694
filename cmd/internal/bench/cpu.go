package bench

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// ticksPerSecond is the unit of /proc/PID/stat on every Linux that Go runs on.
const ticksPerSecond = 100

// ownCPU is the processor time of this process so far, in seconds.
func ownCPU() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return (time.Duration(u.Utime.Nano()) + time.Duration(u.Stime.Nano())).Seconds()
}

// treeCPU is the processor time of a process, its living children and those that
// it has waited for, in seconds. What can't be read counts as 0.
func treeCPU(pid int) float64 {
	ticks := 0
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, file := range stats {
		raw, err := os.ReadFile(file)
		if err != nil {
			continue // it has just ended
		}
		// The name, in parentheses, may hold blanks; numbers begin behind it.
		_, rest, _ := strings.Cut(string(raw), ") ")
		fields := strings.Fields(rest)
		own := filepath.Base(filepath.Dir(file)) == strconv.Itoa(pid)
		if len(fields) < 15 || !own && fields[1] != strconv.Itoa(pid) {
			continue
		}
		ticks += number(fields[11]) + number(fields[12])
		if own {
			ticks += number(fields[13]) + number(fields[14])
		}
	}
	return float64(ticks) / ticksPerSecond
}

func number(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}
