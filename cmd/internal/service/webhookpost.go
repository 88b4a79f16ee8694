package service

import (
	"context"
	"slices"
	"strings"

	"coresync/domain"
	"coresync/domain/event"
	rule "coresync/domain/webhook"
	"coresync/http/api"
	"coresync/http/permission"
	"coresync/projections/outward"

	"github.com/google/uuid"
)

// WebhookPost is what telling programs outside needs of the services.
type WebhookPost struct {
	webhooks
	contacts api.Contacts
	users    api.Users
	tokens   api.Tokens
}

// Webhooks makes one.
func Webhooks(p Parts) WebhookPost {
	s := New(p)
	return WebhookPost{s.Webhooks.(webhooks), s.Contacts, s.Users, s.Tokens}
}

// PauseWebhook pauses a subscription that can't be told; one that was removed meanwhile stays so.
func (s WebhookPost) PauseWebhook(ctx context.Context, tenant, id uuid.UUID, why string) error {
	_, err := s.decide(ctx, api.Command{Tenant: tenant, Actor: event.ActorSystem}, id, rule.Pause{Why: why}, nil)
	if domain.ErrorCode(err) == domain.CodeNotFound {
		return nil
	}
	return err
}

// mostAtOnce is how many contacts are read together.
const mostAtOnce = 500

// People are contacts by name and address, by id, as far as whoever set the subscription may
// see them now, and as far as they were not erased. They are read together: one message may
// be about hundreds.
func (s WebhookPost) People(ctx context.Context, tenant uuid.UUID, by string, ids []uuid.UUID) (all []outward.Person, err error) {
	may, err := s.maySee(ctx, tenant, by)
	if err != nil || !may {
		return nil, err
	}
	wanted := slices.Clone(ids)
	slices.SortFunc(wanted, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	for part := range slices.Chunk(slices.Compact(wanted), mostAtOnce) {
		found, err := s.contacts.List(ctx, api.Scope{Tenant: tenant}, api.ContactFilter{IDs: part}, api.List{Limit: len(part), Uncounted: true})
		if err != nil {
			return nil, err
		}
		for _, c := range found.Data.Items {
			if !c.Erased {
				all = append(all, outward.Person{ID: c.ID, Name: c.Name, Email: c.Email})
			}
		}
	}
	slices.SortFunc(all, func(a, b outward.Person) int { return slices.Compare(a.ID[:], b.ID[:]) })
	return all, nil
}

// maySee tells whether an actor may see contacts. Who has the command line has everything.
func (s WebhookPost) maySee(ctx context.Context, tenant uuid.UUID, by string) (bool, error) {
	kind, rest, _ := strings.Cut(by, ":")
	id, err := uuid.Parse(rest)
	if kind == "cli" {
		return true, nil
	}
	if err != nil {
		return false, nil
	}
	var may permission.Set
	switch kind {
	case "user":
		u, found := s.users.Get(ctx, tenant, id)
		may, err = u.Role.Permissions(), found
	case "token":
		t, found := s.tokens.Get(ctx, tenant, id)
		if may, err = t.Permissions, found; t.State != "active" {
			may = nil
		}
	}
	if domain.ErrorCode(err) == domain.CodeNotFound {
		return false, nil
	}
	return may.Has(permission.TicketsView), err
}
