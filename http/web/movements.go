package web

import (
	"context"
	"slices"
	"time"

	"coresync/domain"
	"coresync/domain/lifetime"
	"coresync/http/api"
	"coresync/http/dates"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// movements is the page of what changed hands.
func (s *Site) movements() []Route {
	has := s.Services.Movements != nil
	return []Route{
		{"page.movements", get, "/reports/movements", permission.ReportsView, has, s.showMovements},
		{"page.movements-export", get, "/reports/movements/export", permission.ReportsView, has, s.exportMovements},
	}
}

// movementsPage is what the page shows.
type movementsPage struct {
	*listing
	api.Page[api.Movement]
	From, To time.Time
	Chosen   []api.Customer
	Asset    *api.Ref // that the list is narrowed to; nil: all
	// Said is what of the address could not be followed.
	Said string
}

func (s *Site) askedMovements(r *Request) (*movementsPage, api.MovementFilter, error) {
	p := &movementsPage{listing: r.listing("from", "to", "kind", "between", "customer", "asset")}
	p.path = "/reports/movements"
	p.query.Del("sort")
	f := api.MovementFilter{Between: p.has("between", "true")}
	for _, kind := range p.query["kind"] {
		if slices.Contains(api.MovementKinds(), kind) {
			f.Kinds = append(f.Kinds, kind)
		}
	}
	for _, text := range p.query["customer"] {
		if id, err := uuid.Parse(text); err == nil {
			f.Customers = append(f.Customers, id)
		}
	}
	f.Asset = p.id("asset")
	w, err := s.Services.Settings.Get(r.Context(), r.Who.Tenant)
	if err != nil {
		return p, f, err
	}
	days := func(name string, after int) time.Time {
		day, err := time.Parse(time.DateOnly, p.query.Get(name))
		if err != nil {
			if p.query.Has(name) {
				p.Said = "“" + p.query.Get(name) + "” is no day. "
			}
			p.query.Del(name)
			return time.Time{}
		}
		return lifetime.Begins(day.Year(), day.Month(), day.Day()+after, dates.Zone(w.Timezone))
	}
	f.From, f.To = days("from", 0), days("to", 1)
	if at := r.then().AsOf; at != nil && !at.Time.IsZero() && (f.To.IsZero() || f.To.After(at.Time)) {
		f.To = at.Time
	}
	if now := s.Now(); f.To.IsZero() || f.To.After(now) {
		f.To = now
	}
	if !f.From.IsZero() && !f.From.Before(f.To) {
		p.Said += "The first day comes after the last; shown are the 30 days before the last."
	}
	if f.From.IsZero() || !f.From.Before(f.To) {
		f.From = f.To.AddDate(0, 0, -30)
	}
	p.From, p.To = f.From, f.To
	return p, f, nil
}

func (s *Site) showMovements(r *Request) error {
	p, f, err := s.askedMovements(r)
	if err != nil {
		return err
	}
	list := r.asked(p.listing, []string{"at"}, "-at")
	found, err := s.Services.Movements.List(r.Context(), r.then(), f, list)
	if err != nil {
		return err
	}
	p.Page, p.Chosen = found.Data, s.chosen(r, f.Customers)
	if err := follows(p.listing, found.Data); err != nil {
		return err
	}
	if f.Asset != uuid.Nil {
		if p.Asset, err = s.assetNamed(r, f.Asset); err != nil {
			return err
		}
	}
	return r.page("Movements", "reports", func(v *view) page { return movementsPageOf(v, p) })
}

// assetNamed is what an asset is called; one that is not there keeps its id.
func (s *Site) assetNamed(r *Request, id uuid.UUID) (*api.Ref, error) {
	found, err := s.Services.Assets.Get(r.Context(), r.then(), id)
	if domain.ErrorCode(err) == domain.CodeNotFound {
		return &api.Ref{ID: id, Name: "asset " + short(id.String())}, nil
	}
	return &api.Ref{ID: id, Name: named(found.Data.Name)}, err
}

func (s *Site) exportMovements(r *Request) error {
	_, f, err := s.askedMovements(r)
	if err != nil {
		return err
	}
	return r.answerFile(s.Services.Movements.Export(r.Context(), r.then(), f, r.URL.Query().Get("format")))
}

// movementWord says what event did it.
func movementWord(ctx context.Context, m api.Movement) string {
	switch m.Type {
	case "":
		return "by a rule, such as equal names"
	case "DeviceObserved":
		return "in NinjaOne"
	case "AssetsMerged", "AssetsUnmerged", "AssetsDistinct":
		return "by a merge"
	}
	return actorName(ctx, m.Actor)
}

func refName(r *api.Ref) string {
	if r == nil {
		return api.NoCustomer
	}
	return r.Name
}
