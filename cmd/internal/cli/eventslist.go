package cli

import (
	"context"
	"encoding/hex"
	"fmt"

	"coresync/cmd/internal/app"
	"coresync/domain"
	"coresync/domain/event"
	"coresync/domain/spreadsheet"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// eventNarrowing holds the flags by which list narrows the log, beside those of tail; they are
// the words of the API.
type eventNarrowing struct {
	eventFilter
	until, about, actor, run, correlation string
	to                                    int64
}

func (f *eventNarrowing) flags(flags *pflag.FlagSet) {
	f.eventFilter.flags(flags)
	flags.StringVar(&f.until, "until", "", "recorded at or before this time (RFC 3339, or the beginning of a date)")
	flags.Int64Var(&f.to, "to", 0, "up to this position")
	flags.StringVar(&f.about, "about", "", "only about this thing, such as asset/<id>, customer/<id> or organization/<connection>/<number>")
	flags.StringVar(&f.actor, "actor", "", "only what this actor did, such as user:<id>, token:<id>, cli:root or poller")
	flags.StringVar(&f.run, "run", "", "only what this sync run appended")
	flags.StringVar(&f.correlation, "correlation-id", "", "only what was done in one go")
}

// ask is the filter as the service takes it.
func (f *eventNarrowing) ask(registry *event.Registry) (ask api.EventFilter, err error) {
	q, err := f.query(registry)
	if err != nil {
		return ask, err
	}
	ask = api.EventFilter{About: f.about, Actor: f.actor, StreamPrefix: q.StreamPrefix, From: f.from, To: f.to, Since: q.Since}
	for _, stream := range q.Streams {
		ask.Stream = stream
	}
	for _, t := range q.Types {
		ask.Types = append(ask.Types, string(t))
	}
	if f.until != "" {
		if ask.Until, err = parseTime(f.until); err != nil {
			return ask, err
		}
	}
	for _, id := range []struct {
		flag, text string
		to         *uuid.UUID
	}{{"run", f.run, &ask.Run}, {"correlation-id", f.correlation, &ask.Correlation}} {
		if id.text == "" {
			continue
		}
		if *id.to, err = uuid.Parse(id.text); err != nil {
			return ask, usage("--%s: %q is no id", id.flag, id.text)
		}
	}
	return ask, nil
}

func (c *cli) eventsList() *cobra.Command {
	var filter eventNarrowing
	var limit int
	var newest, sentences bool
	cmd := &cobra.Command{
		Use: "list", Short: "Print events in order of position, one a line", Args: cobra.NoArgs,
		RunE: c.withApp(func(ctx context.Context, a *app.App, _ []string) error {
			ask, err := filter.ask(a.Store.Registry())
			if err != nil {
				return err
			}
			ask.Tell, ask.Open = sentences, sentences
			tenant, err := a.Tenant(ctx)
			if err != nil {
				return err
			}
			return c.listEvents(ctx, a.Services().Events, tenant, ask, limit, newest)
		}),
	}
	filter.flags(cmd.Flags())
	cmd.Flags().IntVar(&limit, "limit", 100, "at most this many; 0: all")
	cmd.Flags().BoolVar(&newest, "newest-first", false, "the newest first")
	cmd.Flags().BoolVar(&sentences, "sentences", false, "say in a sentence what each event did")
	return cmd
}

// mostEvents is how many events are asked for at once.
const mostEvents = 500

// listEvents prints events page by page. A page may be short where no index finds what is asked
// for: the log is looked through to its end, or until there are enough.
func (c *cli) listEvents(ctx context.Context, events api.Events, tenant uuid.UUID, ask api.EventFilter, limit int, newest bool) error {
	for list, left := (api.List{Sort: api.Sort{By: "position", Descending: newest}}), limit; ; {
		list.Limit = mostEvents
		if limit > 0 {
			list.Limit = min(left, mostEvents)
		}
		found, err := events.List(ctx, api.Scope{Tenant: tenant}, ask, list)
		if code := domain.ErrorCode(err); code == domain.CodeInvalid || code == domain.CodeNotFound {
			return &usageError{err}
		}
		if err != nil {
			return err
		}
		for _, e := range found.Data.Items {
			if err := c.printListed(e); err != nil {
				return err
			}
		}
		left -= len(found.Data.Items)
		if list.After = found.Data.Next; list.After == nil || limit > 0 && left <= 0 {
			return nil
		}
	}
}

// printListed writes an event as tail does, with its sentence where there is one.
func (c *cli) printListed(e api.Event) error {
	hash, err := hex.DecodeString(e.LeafHash)
	if err != nil {
		return fmt.Errorf("read the leaf hash of event %d: %w", e.Position, err)
	}
	r := event.Recorded{
		Position: e.Position, Stream: e.Stream, Version: e.Version, ID: e.ID, Type: event.Type(e.Type), SchemaVersion: int16(e.SchemaVersion),
		OccurredAt: e.OccurredAt, RecordedAt: e.RecordedAt, Actor: e.Actor, CorrelationID: e.CorrelationID, Payload: e.Payload, LeafHash: hash,
	}
	if e.CausationID != nil {
		r.CausationID = *e.CausationID
	}
	if c.json {
		v := eventView(r)
		v.Sentence = e.Sentence
		return c.printJSON(v)
	}
	if err := c.printEvent(r); err != nil || e.Sentence == "" {
		return err
	}
	_, err = fmt.Fprintf(c.Out, "          %s\n", spreadsheet.Printable(e.Sentence))
	return err
}
