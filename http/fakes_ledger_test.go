package http

import (
	"context"
	"time"

	"coresync/domain"
	"coresync/domain/ledger"
	"coresync/http/api"
)

type fakeLedgers struct{}

func (fakeLedgers) Month(_ context.Context, _ api.Scope, f api.LedgerFilter) (api.Answer[api.Ledger], error) {
	customer := acme()
	count := api.LedgerCount{Opening: 4, Added: 2, Removed: 1, Closing: 5}
	servers := api.LedgerCount{Opening: 1, Closing: 1}
	return answerOf(api.Ledger{
		Month: "2026-03", From: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), Until: time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC), Zone: "UTC",
		Lines: []api.LedgerLine{{Customer: &customer, Class: "MAC", LedgerCount: count}, {Customer: &customer, Class: "WINDOWS_SERVER", LedgerCount: servers}, {Class: "MAC"}}, Total: count, NotBilled: map[string]int64{"ignored": 2},
	}), nil
}

func (fakeLedgers) Devices(_ context.Context, _ api.Scope, f api.LedgerFilter, l api.List) (api.Answer[api.Page[api.LedgerDevice]], error) {
	if f.Part == api.NotBilled {
		return answerOf(api.Page[api.LedgerDevice]{Items: []api.LedgerDevice{{Asset: api.Ref{ID: thing(2), Name: "PC-2"}, Class: "MAC", Change: f.Part, Why: f.Why}}}), nil
	}
	return answerOf(pageBy([]api.LedgerDevice{{Asset: api.Ref{ID: thing(1), Name: "PC-1"}, Class: "MAC", Change: "added", Why: "new"}}, l,
		func(d api.LedgerDevice) string { return d.Asset.Name })), nil
}

func (fakeLedgers) Export(_ context.Context, _ api.Scope, _ api.LedgerFilter, _ bool, format string) (api.Answer[api.File], error) {
	return formatted("device-ledger-2026-03.", format, "Customer\n")
}

func (fakeLedgers) Classes(context.Context, api.Scope) (api.Answer[api.BillableClasses], error) {
	return answerOf(api.BillableClasses{Classes: []api.BillableClass{{Class: "MAC", Billable: true}}, Version: 1}), nil
}

func (fakeLedgers) SetClasses(_ context.Context, c api.Command, d api.BillableDraft) (api.Written, error) {
	if c.Expected != nil && *c.Expected != 1 {
		return api.Written{}, &domain.Error{Code: domain.CodeConflict, Message: "Load it again."}
	}
	wanted := ledger.Classes{}
	for _, class := range d.Classes {
		wanted[class.Class] = class.Billable
	}
	if _, err := (ledger.Classes{"MAC": true}).Decide(wanted); err != nil {
		return api.Written{}, err
	}
	return api.Written{Position: at(4712), Version: 2}, nil
}

type fakeMovements struct{}

func (fakeMovements) List(_ context.Context, _ api.Scope, _ api.MovementFilter, l api.List) (api.Answer[api.Page[api.Movement]], error) {
	return answerOf(pageBy([]api.Movement{{Asset: api.Ref{ID: thing(1), Name: "PC-1"}, Kind: "name", From: &api.MovedEnd{Name: "PC-0"}, To: &api.MovedEnd{Name: "PC-1"}}}, l,
		func(m api.Movement) string { return m.Asset.Name })), nil
}

func (fakeMovements) Export(_ context.Context, _ api.Scope, _ api.MovementFilter, format string) (api.Answer[api.File], error) {
	return formatted("movements.", format, "Device\n")
}
