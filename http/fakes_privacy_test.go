package http

import (
	"context"

	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
)

// fakePrivacy holds one person with an account and a name of logons.
type fakePrivacy struct {
	erased *[]api.Erasure
	set    *[]any
}

func (fakePrivacy) Person(_ context.Context, _ api.Scope, kind string, id uuid.UUID) (api.HeldPerson, error) {
	if id == thing(9) || id == uuid.Nil {
		return api.HeldPerson{}, domain.NotFound(kind)
	}
	return api.HeldPerson{
		Kind: kind, ID: id, Name: "Jane Doe</script>", Email: "jane.doe@example.com", InNinjaOne: true,
		Subjects: []api.HeldSubject{
			{Subject: thing(31), Kind: "contact", Label: "Jane Doe</script> <jane.doe@example.com>", Why: "what was asked for", Own: true, Preselected: true, Since: noon, Data: []string{"name"}},
			{Subject: thing(32), Kind: "account", Label: "Jane Doe", Why: "an account in NinjaOne", Preselected: true, Since: noon, Data: []string{"e-mail address"}},
			{Subject: thing(33), Kind: "user", Label: `EXAMPLE\jdoe`, Why: "the last user of PC-1", Since: noon, Data: []string{"name of logons"}},
			{Subject: thing(34), Kind: "email", Why: "requests", Since: noon, ErasedAt: &noon, Data: []string{"name"}},
		},
		Devices: []api.Ref{{ID: thing(402), Name: "PC-1"}},
	}, nil
}

func (f fakePrivacy) Erase(_ context.Context, _ api.Command, e api.Erasure) (api.ErasureDone, error) {
	if e.ID == thing(9) {
		return api.ErasureDone{}, domain.NotFound(e.Kind)
	}
	if f.erased != nil {
		*f.erased = append(*f.erased, e)
	}
	id := thing(35)
	return api.ErasureDone{Written: api.Written{ID: &id, Position: at(4715)}, Erased: []uuid.UUID{thing(31), thing(32)}}, nil
}

func (fakePrivacy) Report(context.Context, api.Scope) (api.PrivacyReport, error) {
	rules, _ := fakePrivacy{}.LastUsers(context.Background(), api.Scope{})
	return api.PrivacyReport{
		Kinds: []api.HeldKind{{Kind: "user", Subjects: 312, Since: noon, Data: []string{"name of logons"}}}, Operators: 3, Erased: 2, LastErasedAt: &noon,
		Acts: []api.PrivacyAct{
			{At: noon, By: "user:" + thing(7).String(), What: "person", Subjects: 2, Reason: "request 12"}, {At: noon, By: "privacy", What: "expiry", Subjects: 9, Before: &noon},
		},
		Rules: rules.Data, NotSealed: []string{"names of devices"},
	}, nil
}

func (fakePrivacy) LastUsers(context.Context, api.Scope) (api.Answer[api.LastUserRules], error) {
	connection, customer := thing(5), thing(11)
	return answerOf(api.LastUserRules{
		Connections: []api.KeepingRule{{LastUserScope: api.LastUserScope{Connection: &connection}, Name: "Main", Keep: "on"}},
		Customers:   []api.KeepingRule{{LastUserScope: api.LastUserScope{Customer: &customer}, Name: "Acme & Co", Keep: "off"}}, RetentionDays: 90, Version: 3,
	}), nil
}

func (f fakePrivacy) SetKeeping(_ context.Context, _ api.Command, d api.KeepingDraft) (api.Written, error) {
	if (d.Customer == nil) == (d.Connection == nil) {
		return api.Written{}, domain.Invalid([]domain.Fault{{Pointer: "/customer", Code: "one_of", Message: "name a customer or a connection"}})
	}
	if f.set != nil {
		*f.set = append(*f.set, d)
	}
	return api.Written{Position: at(4716), Version: 4}, nil
}

func (fakePrivacy) Effect(_ context.Context, _ api.Scope, of api.LastUserScope) (api.KeepingEffect, error) {
	if of.Customer != nil && *of.Customer == thing(9) {
		return api.KeepingEffect{}, domain.NotFound("customer")
	}
	return api.KeepingEffect{Devices: 40, Known: 31, Users: 28, Elsewhere: 1}, nil
}

func (f fakePrivacy) Forget(_ context.Context, _ api.Command, d api.Forgetting) (api.ErasureDone, error) {
	if f.set != nil {
		*f.set = append(*f.set, d)
	}
	return api.ErasureDone{Written: api.Written{Position: at(4717)}, Erased: []uuid.UUID{thing(33)}}, nil
}

func (f fakePrivacy) SetRetention(_ context.Context, _ api.Command, d api.RetentionDraft) (api.Written, error) {
	if d.Days == 1 {
		return api.Written{}, domain.Invalid([]domain.Fault{{Pointer: "/days", Code: "range", Message: "choose 28 to 3650 days"}})
	}
	if f.set != nil {
		*f.set = append(*f.set, d)
	}
	return api.Written{Position: at(4718), Version: 5}, nil
}
