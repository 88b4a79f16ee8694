package service

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"coresync/adapters/export"
	"coresync/http/api"

	"github.com/google/uuid"
)

// sheet is a table that is to be a file, and what stands on it besides its rows: which
// workspace's, under which filter, of when, at which position of the log (beyond.md rank 16).
type sheet struct {
	// name is that of the file, to which period (or on), position and ending are added.
	name           string
	title, summary string
	columns        []string
	rows           iter.Seq2[[]any, error]
	total          bool
	ids            int // columns at the end that are ids
	filter         string
	standing       api.Standing
	position       int64     // that the table shows; 0: that of standing
	at             time.Time // of the event there
	on             string    // the day that ages are reckoned on, 2006-01-02
	period, span   string    // of a table of a time and not of a day: in the file's name, and in words
}

// file makes a file of a table. The same workspace's table under the same filter, of the same
// day and position, gives the same bytes. Error: domain.CodeInvalid for a format that there is
// not.
func (r reads) file(ctx context.Context, tenant uuid.UUID, s sheet, format string) (api.Answer[api.File], error) {
	a := api.Answer[api.File]{Standing: s.standing}
	if !slices.Contains(api.Formats(), format) {
		return a, api.NoFormat(format)
	}
	workspace, err := r.name(ctx, tenant)
	if err != nil {
		return a, err
	}
	if s.position == 0 {
		s.position = s.standing.Position.N
	}
	name := s.name
	if when := s.when(); when != "" {
		name += "-" + when
	}
	if s.position > 0 { // else it shows nothing of the log
		name += fmt.Sprintf("-position-%d", s.position)
	}
	body := &export.Spool{}
	a.Data = api.File{
		Name: name + "." + format, MediaType: export.Format(format).MediaType(),
		Filter: s.filter, Workspace: workspace, Body: body,
	}
	if err := export.Write(body, export.Format(format), s.table(workspace)); err != nil {
		_ = body.Close() // nobody gets it
		return api.Answer[api.File]{}, err
	}
	return a, nil
}

// when is the day or the time that the table is of.
func (s sheet) when() string {
	if s.period != "" {
		return s.period
	}
	return s.on
}

func (s sheet) table(workspace string) export.Table {
	known := s.at.UTC().Format(time.RFC3339)
	of, position := s.on+", from what was known at "+known, fmt.Sprintf("position %d of log %s", s.position, s.standing.Position.Epoch)
	if s.span != "" {
		of = s.span
	}
	return export.Table{
		Title: s.title, Summary: s.summary, At: s.at, Columns: s.columns, Rows: s.rows, Total: s.total, IDs: s.ids,
		Stamp: []export.Fact{
			{Name: "Workspace", Value: workspace}, {Name: "Filter", Value: s.filter}, {Name: "As of", Value: of},
			{Name: "Log", Value: position + ", rules " + s.standing.Rules},
		},
		Foot: strings.Join(slices.DeleteFunc([]string{workspace, s.title, s.when(), position}, func(word string) bool { return word == "" }), ", "),
	}
}
