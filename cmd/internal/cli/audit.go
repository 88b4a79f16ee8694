package cli

import (
	"context"
	"errors"
	"fmt"

	"coresync/cmd/internal/app"
	"coresync/eventstore/tree"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func (c *cli) audit() *cobra.Command {
	return group("audit", "Prove the log, and look for what was changed",
		"Every event is a leaf of a Merkle tree (RFC 6962), whose heads are signed once a minute and kept in the data folder\n"+
			"too. Keep copies of the heads elsewhere: they show what was changed since, whoever changed it.",
		c.auditHead(), c.auditProve(), c.auditExport(), c.auditVerify(), c.auditFsck(), c.auditLink())
}

func (c *cli) auditHead() *cobra.Command {
	return &cobra.Command{
		Use: "head", Short: "Sign the log as it is now and print the head",
		Long: "Bring the tree up to the head of the log, sign it, and print the signed head (C2SP tlog-checkpoint). A log that is\n" +
			"read-only is signed no further: then the newest head is printed, and the exit code is 3.",
		Args: cobra.NoArgs,
		RunE: c.withTenant(func(ctx context.Context, a *app.App, tenant uuid.UUID, _ []string) error {
			signing := differs(a.SignHead(ctx, tenant))
			var is *differsError
			if signing != nil && !errors.As(signing, &is) {
				return signing
			}
			head, err := a.Services().Audit.Head(ctx, tenant)
			if err != nil {
				return err
			}
			if c.json {
				return errors.Join(c.printJSON(head), signing)
			}
			fmt.Fprintf(c.Err, "signed at %s; check it with the key %s\n", head.SignedAt.Format("2006-01-02 15:04:05Z"), head.VerifierKey)
			_, err = fmt.Fprint(c.Out, head.Note)
			return errors.Join(err, signing)
		}),
	}
}

// differs makes an exit code 3 of a log that is not the one that was signed.
func differs(err error) error {
	var ahead *tree.AheadError
	var contradiction *tree.ContradictionError
	if errors.As(err, &ahead) || errors.As(err, &contradiction) {
		return &differsError{err.Error()}
	}
	return err
}

func (c *cli) auditProve() *cobra.Command {
	return &cobra.Command{
		Use: "prove EVENT_ID", Short: "Print what proves that an event stands in the log",
		Long: "Print an event with a signed head and the path to its root, as JSON. `coresync audit verify` checks it without the\n" +
			"database. Personal members are in it as they are in the log: sealed.",
		Args: cobra.ExactArgs(1),
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			id, err := uuid.Parse(args[0])
			if err != nil {
				return usage("%q is no event's id; `coresync events list --json` names them", args[0])
			}
			tenant, err := a.Tenant(ctx)
			if err != nil {
				return err
			}
			evidence, err := a.Evidence(ctx, tenant, id)
			if err != nil {
				return differs(err)
			}
			return c.printJSON(evidence)
		}),
	}
}
