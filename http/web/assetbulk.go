package web

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"

	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"
)

// Bounds of a change of many assets: how many at most, and how many side by side.
const (
	mostBulk     = 5000
	bulkBreadth  = 8
	bulkDecision = 500 // of Associations.Decide
)

// bulkResult is what came of a change of many assets.
type bulkResult struct {
	mu      sync.Mutex
	changed int
	reasons []string
	failed  map[string]int // by reason
	newest  api.Position
}

func (b *bulkResult) add(w api.Position, err error) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err == nil {
		b.changed++
		if w.N > b.newest.N {
			b.newest = w
		}
		return nil
	}
	var known *domain.Error
	if !errors.As(err, &known) {
		return err
	}
	message := known.Message
	if len(known.Fields) > 0 {
		message = known.Fields[0].Message
	}
	b.fail(message)
	return nil
}

func (b *bulkResult) fail(message string) {
	if b.failed == nil {
		b.failed = map[string]int{}
	}
	if b.failed[message]++; b.failed[message] == 1 {
		b.reasons = append(b.reasons, message)
	}
}

// said tells what was changed, and what was not and why.
func (b *bulkResult) said() string {
	said := plural(b.changed, "asset was", "assets were") + " changed."
	for _, reason := range b.reasons[:min(len(b.reasons), 3)] {
		said += " " + strconv.Itoa(b.failed[reason]) + " not: " + reason
	}
	return said
}

// bulkAssets changes the ticked assets, or all that the list shows. One that can't be
// changed leaves the others alone.
func (s *Site) bulkAssets(r *Request) error {
	l := r.assetListing()
	l.path = "/assets"
	chosen, err := s.chosenAssets(r, l)
	if err != nil {
		return err
	}
	if len(chosen) == 0 {
		return r.done(l.address(l.query), "No asset was selected.")
	}
	verb, value, _ := strings.Cut(r.field("action"), ":")
	if contact := r.field("contact"); contact != "" {
		verb, value = "assign", contact
	}
	result := &bulkResult{}
	switch verb {
	case "status", "category", "customer", "ignore":
		err = s.changeEach(r, chosen, verb, value, result)
	case "assign", "unassign":
		err = s.assignEach(r, chosen, value, result)
	default:
		return domain.Invalid([]domain.Fault{{Pointer: "/action", Code: "required", Message: "Choose what is to be done with the assets."}})
	}
	if err == nil {
		err = s.awaitPosition(r, result.newest)
	}
	if err != nil {
		return err
	}
	if result.changed == 0 {
		return r.done(l.address(l.query), result.said())
	}
	return r.undoable(l.address(l.query), result.said())
}

// chosenAssets are those that the form is about.
func (s *Site) chosenAssets(r *Request, l *listing) ([]uuid.UUID, error) {
	var chosen []uuid.UUID
	if r.field("everything") == "" {
		for _, text := range r.PostForm["pick"] {
			id, err := uuid.Parse(text)
			if err != nil {
				return nil, formFault("pick")
			}
			chosen = append(chosen, id)
		}
		return chosen, nil
	}
	list := r.asked(l, assetSorts, "name")
	list.Limit, list.After = exportPage, nil
	for {
		found, err := s.Services.Assets.List(r.Context(), r.scope(), assetFilter(l), list)
		if err != nil {
			return nil, err
		}
		for _, a := range found.Data.Items {
			chosen = append(chosen, a.ID)
		}
		if len(chosen) > mostBulk {
			return nil, &domain.Error{Code: domain.CodeConflict, Reason: "too_many",
				Message: "More than " + grouped(mostBulk) + " assets are under this filter. Narrow it, and change them in parts."}
		}
		if list.After = found.Data.Next; list.After == nil {
			return chosen, nil
		}
	}
}

// changeEach carries one change out for each asset, some side by side.
func (s *Site) changeEach(r *Request, chosen []uuid.UUID, verb, value string, result *bulkResult) error {
	patch := api.AssetPatch{}
	switch verb {
	case "status":
		patch.Status = &value
	case "category":
		patch.Category = &value
	case "customer":
		id, err := uuid.Parse(value)
		if err != nil {
			return formFault("action")
		}
		patch.Customer = &id
	}
	each, ctx := errgroup.WithContext(r.Context())
	each.SetLimit(bulkBreadth)
	for _, id := range chosen {
		each.Go(func() error {
			done, err := s.changeOne(ctx, r.command(), id, verb, patch)
			return result.add(done.Position, err)
		})
	}
	return each.Wait()
}

func (s *Site) changeOne(ctx context.Context, c api.Command, id uuid.UUID, verb string, patch api.AssetPatch) (api.Written, error) {
	if verb == "ignore" {
		return s.Services.Assets.Remove(ctx, c, id)
	}
	return s.Services.Assets.Update(ctx, c, id, patch)
}

// assignEach gives the assets to one contact, or takes them back. Who has one already
// keeps it: nobody is replaced in bulk.
func (s *Site) assignEach(r *Request, chosen []uuid.UUID, value string, result *bulkResult) error {
	draft := api.AssociationDecision{Action: "unassign"}
	if value != "" {
		value, draft.OtherCustomer = strings.CutPrefix(value, "other:")
		contact, err := uuid.Parse(strings.TrimPrefix(value, "own:"))
		if err != nil {
			return formFault("contact")
		}
		draft.Action, draft.Contact = "assign", &contact
	}
	for len(chosen) > 0 {
		part := chosen[:min(len(chosen), bulkDecision)]
		chosen = chosen[len(part):]
		found, err := s.Services.Associations.List(r.Context(), r.scope(), api.AssociationFilter{Assets: part}, api.List{Limit: bulkDecision, Sort: api.Sort{By: "name"}})
		if err != nil {
			return err
		}
		rows := make([]api.AssociationDecision, len(found.Data.Items))
		for i, item := range found.Data.Items {
			rows[i] = draft
			rows[i].Asset, rows[i].ExpectedVersion = item.Asset.ID, item.Version
		}
		done, err := s.Services.Associations.Decide(r.Context(), r.command(), rows)
		if err != nil {
			return err
		}
		for _, row := range done.Rows {
			switch row.Outcome {
			case "saved":
				_ = result.add(done.Position, nil) // there is no error to hand on
			case "conflict", "refused":
				result.fail(row.Message)
			}
		}
	}
	return nil
}
