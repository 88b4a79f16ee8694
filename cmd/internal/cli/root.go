// Package cli is the command line of Coresync: one verb a file. A verb reads its
// words, calls the application, and prints; it decides nothing.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"coresync/cmd/internal/app"
	"coresync/cmd/internal/settings"
	"coresync/domain"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

// Exit codes, the same for every verb.
const (
	exitFailure = 1 // it did not work
	exitUsage   = 2 // the words were wrong
	exitDiffers = 3 // it differs, is incomplete, or is not verified
)

// Streams are where a program reads and writes: data to Out, all else to Err.
type Streams struct {
	In  io.Reader
	Out io.Writer
	Err io.Writer
}

// Version tells which program this is; set from the build.
type Version struct {
	Number string `json:"version"`
}

// Run runs a command line and returns the exit code.
func Run(ctx context.Context, version Version, streams Streams, args []string) int {
	c := &cli{Streams: streams, version: version}
	root := c.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	var differs *differsError
	if errors.As(err, &differs) {
		if differs.message != "" {
			fmt.Fprintln(streams.Err, differs.message)
		}
		return exitDiffers
	}
	return c.fail(err)
}

// fail says what went wrong, with every fault of an input, and tells wrong usage
// from failure.
func (c *cli) fail(err error) int {
	fmt.Fprintln(c.Err, "coresync:", err)
	var refused *domain.Error
	invalid := errors.As(err, &refused) && refused.Code == domain.CodeInvalid
	if invalid {
		for _, f := range refused.Fields {
			fmt.Fprintf(c.Err, "  %s: %s\n", strings.TrimLeft(f.Pointer, "/?"), f.Message)
		}
	}
	var usage *usageError
	if invalid || errors.As(err, &usage) || !c.started {
		return exitUsage
	}
	return exitFailure
}

// usageError is a fault in the words of a command.
type usageError struct{ error }

func (e *usageError) Unwrap() error { return e.error }

func usage(format string, args ...any) error { return &usageError{fmt.Errorf(format, args...)} }

// differsError ends a verb with exit code 3; what differs was printed.
type differsError struct{ message string }

func (e *differsError) Error() string { return e.message }

// cli is what all verbs share.
type cli struct {
	Streams
	version Version
	json    bool
	// started tells that the words were right and the verb began its work.
	started bool
}

func (c *cli) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "coresync",
		Short: "NinjaOne polls become an immutable log, and the log becomes assets, mappings and reports",
		Long: "Coresync turns polls of the RMM NinjaOne into immutable events in PostgreSQL and makes read models of them.\n" +
			"Data goes to standard output, everything else to standard error.\n\n" +
			"Exit codes: 0 done, 1 failed, 2 wrong usage, 3 differs, is incomplete or is not verified.",
		SilenceErrors: true,
		SilenceUsage:  true,
		PersistentPreRun: func(*cobra.Command, []string) {
			c.started = true
		},
	}
	root.SetIn(c.In)
	root.SetOut(c.Out)
	root.SetErr(c.Err)
	settings.Flags(root.PersistentFlags())
	root.PersistentFlags().BoolVar(&c.json, "json", false, "print JSON")
	root.AddCommand(
		c.undo(), c.ignoreRule(),
		c.migrate(), c.versionCommand(), c.man(root), c.importCommand(),
		c.events(), c.history(), c.why(), c.asset(), c.bench(), c.user(), c.token(), c.serve(), c.worker(), c.demo(),
		c.connection(), c.sync(), c.mapping(), c.association(), c.access(), c.assign(), c.contactLink(), c.rules(), c.projections(), c.asof(),
		c.report(), c.webhook(), c.export(), c.policy(), c.audit(), c.privacy(),
	)
	return root
}

// settings reads the settings; what is wrong with them is wrong usage.
func (c *cli) settings(cmd *cobra.Command) (settings.Settings, error) {
	s, err := settings.Load(cmd.Flags())
	if err != nil {
		return s, &usageError{fmt.Errorf("wrong settings:\n%w", err)}
	}
	return s, nil
}

func (c *cli) logger(s settings.Settings) *slog.Logger {
	options := &slog.HandlerOptions{Level: s.LogLevel}
	if s.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(c.Err, options))
	}
	return slog.New(slog.NewTextHandler(c.Err, options))
}

// open opens the application for a verb that only prints: it says nothing on its
// own below a warning, unless the operator asked for more.
func (c *cli) open(cmd *cobra.Command) (*app.App, error) {
	s, err := c.settings(cmd)
	if err != nil {
		return nil, err
	}
	if !cmd.Flags().Changed("log-level") {
		s.LogLevel = slog.LevelWarn
	}
	return app.Open(cmd.Context(), s, c.logger(s))
}

// withApp wraps the work of a verb that needs the application.
func (c *cli) withApp(work func(ctx context.Context, a *app.App, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		a, err := c.open(cmd)
		if err != nil {
			return err
		}
		defer a.Close()
		return work(cmd.Context(), a, args)
	}
}

// withTenant is withApp for verbs about the workspace's data.
func (c *cli) withTenant(work func(ctx context.Context, a *app.App, tenant uuid.UUID, args []string) error) func(*cobra.Command, []string) error {
	return c.withApp(func(ctx context.Context, a *app.App, args []string) error {
		tenant, err := a.Tenant(ctx)
		if err != nil {
			return err
		}
		return work(ctx, a, tenant, args)
	})
}
