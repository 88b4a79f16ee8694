package governance

import (
	"strings"
	"time"

	"coresync/domain/access"
	"coresync/domain/asset"
	"coresync/domain/event"
	"coresync/domain/rules"
	"coresync/projections"
	"coresync/projections/column"

	"github.com/google/uuid"
)

// App is what connectors are added to (C1C-05 to C1C-07).
type App struct {
	ID       uuid.UUID
	Name     string
	Sort     string // its name in lower case
	Source   string // csv, oidc or scim; "": a person made it
	External string // what the source knows it by
	Managed  bool
	SeenAt   time.Time // when it was made or discovered first
	Version  int64
}

func appTable() projections.TableSpec[App] {
	return projections.TableSpec[App]{
		Name:    "app",
		Comment: "Apps: discovered, or managed by connectors.",
		Columns: appColumns(),
		ID:      func(r *App) uuid.UUID { return r.ID },
		Keys: func(e *projections.Event) []uuid.UUID {
			switch b := e.Body.(type) {
			case *event.AppDiscovered:
				return []uuid.UUID{b.App}
			case *event.AppManaged:
				return []uuid.UUID{b.App}
			case *event.AppForgotten:
				return []uuid.UUID{b.App}
			}
			return nil
		},
		Fold: foldApp,
	}
}

func appColumns() []column.Column[App] {
	return []column.Column[App]{
		column.UUID("id", "id of the app", func(r *App) *uuid.UUID { return &r.ID }),
		column.Text("name", "its name", func(r *App) *string { return &r.Name }),
		column.Text("sort", "its name in lower case", func(r *App) *string { return &r.Sort }),
		column.Text("source", "by what it was discovered: csv, oidc or scim", func(r *App) *string { return &r.Source }),
		column.Text("external", "what the source knows it by", func(r *App) *string { return &r.External }),
		column.Bool("managed", "somebody looks after it", func(r *App) *bool { return &r.Managed }),
		column.Time("seen_at", "when it was made, or discovered first", func(r *App) *time.Time { return &r.SeenAt }),
		column.Count("version", "version of its stream", func(r *App) *int64 { return &r.Version }),
	}
}

func foldApp(_ *rules.Set, id uuid.UUID, old *App, e *projections.Event) (*App, error) {
	row := App{ID: id, SeenAt: e.OccurredAt}
	if old != nil {
		row = *old
	}
	now := access.EvolveApp(access.App{Name: row.Name, Source: row.Source, External: row.External, Managed: row.Managed}, e.Body.(event.Payload))
	if !now.Known() {
		return nil, nil
	}
	row.Name, row.Source, row.External, row.Managed = bounded(now.Name), bounded(now.Source), bounded(now.External), now.Managed
	row.Sort, row.Version = strings.ToLower(row.Name), e.Version
	return &row, nil
}

func bounded(s string) string { return asset.Bounded(s, asset.MaxText) }
