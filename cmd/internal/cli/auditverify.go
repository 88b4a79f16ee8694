package cli

import (
	"fmt"
	"io"
	"os"

	"coresync/domain/spreadsheet"
	"coresync/eventstore/tree"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

// maxEvidence is more than any evidence: an event has 256 KiB at most.
const maxEvidence = 4 << 20

func (c *cli) auditVerify() *cobra.Command {
	var key string
	cmd := &cobra.Command{
		Use: "verify FILE", Short: "Check, without any database, what audit prove or audit export wrote",
		Long: "Check that the event, or the events, in FILE stand in the log that a head was signed for. What audit prove printed may\n" +
			"come from standard input (-). Give the key that you know to be the log's with --key: without it, that of the file is\n" +
			"used, which anybody may have put there. The exit code is 3 where it does not verify.",
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if done, err := c.verifyBundle(args[0], key); done || err != nil {
				return err
			}
			raw, err := c.readFile(args[0])
			if err != nil {
				return err
			}
			evidence, err := tree.ParseEvidence(raw)
			if err != nil {
				return err
			}
			head, err := evidence.Verify(key)
			if err != nil {
				return c.notVerified(err)
			}
			return c.verified(evidence, head, key)
		},
	}
	cmd.Flags().StringVar(&key, "key", "", "the log's verifier key, as audit head prints it")
	return cmd
}

// readFile reads a file, or standard input for "-".
func (c *cli) readFile(name string) ([]byte, error) {
	from := c.In
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return nil, fmt.Errorf("read the evidence: %w", err)
		}
		defer func() { _ = file.Close() }() // only read from
		from = file
	}
	raw, err := io.ReadAll(io.LimitReader(from, maxEvidence))
	if err != nil {
		return nil, fmt.Errorf("read the evidence: %w", err)
	}
	return raw, nil
}

// verifiedJSON is the answer of audit verify.
type verifiedJSON struct {
	Verified    bool       `json:"verified"`
	Why         string     `json:"why,omitempty"` // not
	Tenant      *uuid.UUID `json:"tenant,omitempty"`
	Epoch       *uuid.UUID `json:"epoch,omitempty"`
	Position    int64      `json:"position,omitempty"`
	EventID     *uuid.UUID `json:"event_id,omitempty"`
	Size        int64      `json:"size,omitempty"` // events that the head covers
	VerifierKey string     `json:"verifier_key,omitempty"`
	// KeyOfFile tells that nobody named the key: it is the one that the file brought along.
	KeyOfFile bool `json:"key_of_file,omitempty"`
}

func (c *cli) notVerified(why error) error {
	if c.json {
		if err := c.printJSON(verifiedJSON{Why: why.Error()}); err != nil {
			return err
		}
	}
	return &differsError{"not verified: " + why.Error()}
}

func (c *cli) verified(v tree.Evidence, head tree.Head, key string) error {
	if c.json {
		answer := verifiedJSON{Verified: true, Tenant: &head.Tenant, Epoch: &head.Epoch, Position: v.Event.Position,
			EventID: &v.Event.ID, Size: head.Size, VerifierKey: key, KeyOfFile: key == ""}
		if key == "" {
			answer.VerifierKey = v.VerifierKey
		}
		return c.printJSON(answer)
	}
	c.warnOfKey(key, v.VerifierKey)
	_, err := fmt.Fprintf(c.Out, "Verified: %s %s stands at position %d of the log of tenant %s, whose first %d events were signed in epoch %s.\n",
		spreadsheet.Printable(string(v.Event.Type)), v.Event.ID, v.Event.Position, head.Tenant, head.Size, head.Epoch)
	return err
}

// warnOfKey says that nobody named the key.
func (c *cli) warnOfKey(named, brought string) {
	if named == "" {
		fmt.Fprintf(c.Err, "The key is the one that the file brought along: compare it with the log's own, or give that with --key.\n  %s\n",
			spreadsheet.Printable(brought))
	}
}
