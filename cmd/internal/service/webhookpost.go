package service

import (
	"context"
	"strings"

	"coresync/domain"
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
	_, err := s.decide(ctx, api.Command{Tenant: tenant, Actor: "system"}, id, rule.Pause{Why: why}, nil)
	if domain.ErrorCode(err) == domain.CodeNotFound {
		return nil
	}
	return err
}

// People are contacts by name and address, as far as whoever set the subscription may see
// them now, and as far as they were not erased.
func (s WebhookPost) People(ctx context.Context, tenant uuid.UUID, by string, ids []uuid.UUID) (all []outward.Person, err error) {
	may, err := s.maySee(ctx, tenant, by)
	if err != nil || !may {
		return nil, err
	}
	seen := make(map[uuid.UUID]bool)
	for _, id := range ids {
		if seen[id] {
			continue
		}
		seen[id] = true
		found, err := s.contacts.Get(ctx, api.Scope{Tenant: tenant}, id)
		if domain.ErrorCode(err) == domain.CodeNotFound || err == nil && found.Data.Erased {
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, outward.Person{ID: id, Name: found.Data.Name, Email: found.Data.Email})
	}
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
