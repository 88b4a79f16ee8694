package cli

import (
	"fmt"
	"io"
	"os"
	"time"

	"coresync/adapters/poller"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// syncProgress shows a run's progress: a bar with rate and time left on a
// terminal, plain lines elsewhere.
func (c *cli) syncProgress() *runBar {
	file, is := c.Err.(*os.File)
	return &runBar{out: c.Err, terminal: is && term.IsTerminal(int(file.Fd()))}
}

type runBar struct {
	out      io.Writer
	terminal bool
	step     string
	bar      *progressbar.ProgressBar
}

// show is called with each progress, from one goroutine.
func (b *runBar) show(p poller.Progress) {
	if p.Step != b.step {
		b.end()
		b.step = p.Step
		if !b.terminal {
			fmt.Fprintln(b.out, "sync:", p.Step)
			return
		}
		total := int64(p.Total)
		if total == 0 {
			total = -1 // not known: count up
		}
		b.bar = progressbar.NewOptions64(total, progressbar.OptionSetWriter(b.out), progressbar.OptionSetDescription(p.Step),
			progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetPredictTime(true),
			progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
	}
	if b.bar != nil {
		_ = b.bar.Set(p.Done) // a bar that can't be drawn is no reason to stop
	}
}

// end clears the bar.
func (b *runBar) end() {
	if b.bar != nil {
		_ = b.bar.Finish()
		b.bar = nil
	}
}
