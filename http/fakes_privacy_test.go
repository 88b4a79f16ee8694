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
