package cli

import (
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"coresync/adapters/bundle"
	"coresync/cmd/internal/app"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (c *cli) auditExport() *cobra.Command {
	var asset, from, to, out string
	cmd := &cobra.Command{
		Use: "export", Short: "Write events with what proves them into a file to take away", Args: cobra.NoArgs,
		Long: "Write a ZIP file of events as the log holds them, as a table too, with a signed head and the hashes that lead to its\n" +
			"root: those of an asset's history, those of a time, or all. `coresync audit verify` checks it without the database.\n" +
			"Personal members are in it as they are in the log: sealed. Keep the key that is printed: it shows later whose log it was.",
		RunE: c.withTenant(func(ctx context.Context, a *app.App, tenant uuid.UUID, _ []string) error {
			choice, err := chosen(asset, from, to)
			if err != nil {
				return err
			}
			if out == "" {
				return usage("say where to: --out FILE")
			}
			return c.exportBundle(ctx, a, tenant, choice, out)
		}),
	}
	cmd.Flags().StringVar(&asset, "asset", "", "the asset's id: its whole history")
	cmd.Flags().StringVar(&from, "from", "", "what was recorded from this time on (RFC 3339, or a date)")
	cmd.Flags().StringVar(&to, "to", "", "what was recorded until this time (RFC 3339; a date is included)")
	cmd.Flags().StringVar(&out, "out", "", "the file to write")
	return cmd
}

// chosen reads what is to be exported; all faults are told together.
func chosen(asset, from, to string) (c bundle.Choice, err error) {
	var faults []error
	if asset != "" {
		id, err := uuid.Parse(asset)
		if err != nil {
			faults = append(faults, fmt.Errorf("--asset: %q is no asset's id; write a UUID, as its page and `coresync asof assets` show it", asset))
		}
		c.Asset = &id
	}
	if from != "" {
		if c.From, err = parseTime(from); err != nil {
			faults = append(faults, fmt.Errorf("--from: %w", err))
		}
	}
	if to != "" {
		if c.To, err = parseTime(to); err != nil {
			faults = append(faults, fmt.Errorf("--to: %w", err))
		} else if len(to) == len(time.DateOnly) {
			c.To = c.To.AddDate(0, 0, 1).Add(-time.Microsecond)
		}
	}
	if len(faults) == 0 && !c.To.IsZero() && c.To.Before(c.From) {
		faults = append(faults, errors.New("--to comes before --from"))
	}
	if len(faults) > 0 {
		return c, &usageError{errors.Join(faults...)}
	}
	return c, nil
}

// bundleJSON is the answer of audit export.
type bundleJSON struct {
	bundle.Manifest
	File   string `json:"file"`
	SHA256 string `json:"sha256"` // hexadecimal
}

// exportBundle writes a file beside the one that is asked for, and puts it there when it is
// whole. Who asked may read it alone.
func (c *cli) exportBundle(ctx context.Context, a *app.App, tenant uuid.UUID, choice bundle.Choice, out string) error {
	file, err := os.OpenFile(out+".part", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("write the bundle: %w", err)
	}
	sum, to := sha256.New(), bufio.NewWriter(file)
	made, err := a.ExportBundle(ctx, tenant, choice, io.MultiWriter(to, sum))
	if err == nil {
		err = to.Flush()
	}
	err = errors.Join(err, file.Close())
	if err == nil {
		err = os.Rename(file.Name(), out)
	}
	if err != nil {
		_ = os.Remove(file.Name()) // what is half there helps nobody
		return differs(err)
	}
	answer := bundleJSON{made, out, fmt.Sprintf("%x", sum.Sum(nil))}
	if c.json {
		return c.printJSON(answer)
	}
	fmt.Fprintf(c.Err, "%d events of the positions %d to %d are in %s (SHA-256 %s). Check it with:\n", made.Events, made.First, made.Last, out, answer.SHA256)
	_, err = fmt.Fprintf(c.Out, "coresync audit verify %s --key '%s'\n", out, made.VerifierKey)
	return err
}
