package cli

import (
	"context"
	"encoding/hex"
	"fmt"
	"time"

	"coresync/cmd/internal/app"
	"coresync/domain/spreadsheet"
	"coresync/eventstore/tree"

	"github.com/google/uuid"
	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
)

func (c *cli) auditFsck() *cobra.Command {
	return &cobra.Command{
		Use: "fsck", Short: "Walk the log and compare it with its leaves, its tree and its signed heads",
		Long: "Read every event of the log and compare each row with its leaf, each leaf with the tree, and the tree with every\n" +
			"signed head of the database and of the data folder. Appends go on meanwhile. The exit code is 3 where something\n" +
			"does not fit; what, and at which position, is printed.",
		Args: cobra.NoArgs,
		RunE: c.withTenant(func(ctx context.Context, a *app.App, tenant uuid.UUID, _ []string) error {
			show, end := c.walkProgress("events")
			found, err := a.Fsck(ctx, tenant, show)
			end()
			if err != nil {
				return err
			}
			return c.printAudited(found)
		}),
	}
}

// auditedJSON is the answer of audit fsck.
type auditedJSON struct {
	Tenant     uuid.UUID   `json:"tenant"`
	Epoch      uuid.UUID   `json:"epoch"`
	Events     int64       `json:"events"`
	RootHash   string      `json:"root_hash"`
	Tiles      int64       `json:"tiles"`
	Heads      int64       `json:"heads"`
	HeadsLeft  int64       `json:"heads_left"` // of epochs that were left, for events that were given up
	Faults     []faultJSON `json:"faults"`
	FaultCount int64       `json:"fault_count"`
}

type faultJSON struct {
	From int64  `json:"from"`
	To   int64  `json:"to"`
	What string `json:"what"`
}

func (c *cli) printAudited(a tree.Audited) error {
	if c.json {
		answer := auditedJSON{Tenant: a.Tenant, Epoch: a.Epoch, Events: a.Events, RootHash: hex.EncodeToString(a.Root[:]),
			Tiles: a.Tiles, Heads: a.Heads, HeadsLeft: a.HeadsLeft, FaultCount: a.FaultCount, Faults: []faultJSON{}}
		for _, f := range a.Faults {
			answer.Faults = append(answer.Faults, faultJSON(f))
		}
		if err := c.printJSON(answer); err != nil {
			return err
		}
	} else if err := c.tellAudited(a); err != nil {
		return err
	}
	if !a.OK() {
		return &differsError{fmt.Sprintf("the log is not what was appended and signed; faults: %d", a.FaultCount)}
	}
	return nil
}

func (c *cli) tellAudited(a tree.Audited) error {
	for _, f := range a.Faults {
		if _, err := fmt.Fprintln(c.Out, spreadsheet.Printable(f.String())); err != nil {
			return err
		}
	}
	if !a.OK() {
		return nil
	}
	_, err := fmt.Fprintf(c.Out, "%d events fit their leaves, %d tiles and %d signed heads. Root %x.\n", a.Events, a.Tiles, a.Heads, a.Root)
	return err
}

// walkProgress shows how far a walk has come: a bar with rate and time left on a
// terminal, a line every ten seconds elsewhere. Call end when it is over.
func (c *cli) walkProgress(what string) (show func(done, total int64), end func()) {
	if c.syncProgress().terminal {
		bar := progressbar.NewOptions64(-1, progressbar.OptionSetWriter(c.Err), progressbar.OptionSetDescription(what),
			progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetPredictTime(true),
			progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
		return func(done, total int64) {
			bar.ChangeMax64(total)
			_ = bar.Set64(done) // a bar that can't be drawn is no reason to stop
		}, func() { _ = bar.Finish() }
	}
	last := time.Now()
	return func(done, total int64) {
		if now := time.Now(); now.Sub(last) > 10*time.Second {
			last = now
			fmt.Fprintf(c.Err, "%s: %d of %d\n", what, done, total)
		}
	}, func() {}
}
