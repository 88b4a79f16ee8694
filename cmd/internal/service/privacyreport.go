package service

import (
	"context"

	"coresync/domain/event"
	"coresync/domain/privacy"
	"coresync/eventstore"
	"coresync/http/api"

	"github.com/google/uuid"
)

// mostActs bounds the ends of personal data that a report names.
const mostActs = 100

// Report implements api.Privacy.
func (s privacyService) Report(ctx context.Context, scope api.Scope) (found api.PrivacyReport, err error) {
	found = api.PrivacyReport{Kinds: []api.HeldKind{}, Acts: []api.PrivacyAct{}, NotSealed: []string{
		"names of devices", "domains of e-mail addresses, which name a company or a mail service",
		"what people wrote: subjects of tickets, notes, tags, and reasons of requests and erasures",
		"users of Coresync itself: remove them by coresync user remove",
		"files and letters that were made before, and backups: they hold keys until they are replaced",
	}}
	held, erased, last, err := s.keys.Holdings(ctx, scope.Tenant)
	if err != nil {
		return found, err
	}
	for _, h := range held {
		found.Kinds = append(found.Kinds, api.HeldKind{Kind: string(h.Kind), Subjects: h.Subjects, Since: h.Since, Data: privacy.Data(h.Kind)})
	}
	found.Erased, found.LastErasedAt = erased, when(last)
	operators, err := s.people.List(ctx, scope.Tenant)
	if err != nil {
		return found, err
	}
	found.Operators = int64(len(operators))
	rules, err := s.LastUsers(ctx, scope)
	if err != nil {
		return found, err
	}
	found.Rules = rules.Data
	found.Acts, err = s.acts(ctx, scope.Tenant)
	return found, err
}

func (s privacyService) acts(ctx context.Context, tenant uuid.UUID) ([]api.PrivacyAct, error) {
	all := []api.PrivacyAct{}
	newest := eventstore.Query{Types: []event.Type{"PersonErased", "LastUsersForgotten", "LastUsersExpired"}, Backwards: true, Limit: mostActs}
	err := s.log.Read(ctx, tenant, newest, func(e event.Recorded) error {
		payload, err := s.log.Registry().Decode(e)
		act := api.PrivacyAct{At: e.RecordedAt, By: e.Actor}
		switch p := payload.(type) {
		case *event.PersonErased:
			act.What, act.Subjects, act.Reason = "person", len(p.Subjects), p.Reason
		case *event.LastUsersForgotten:
			act.What, act.Subjects = "last_users", len(p.Subjects)
		case *event.LastUsersExpired:
			act.What, act.Subjects, act.Before = "expiry", p.Subjects, &p.Before
		}
		all = append(all, act)
		return err
	})
	return all, err
}
