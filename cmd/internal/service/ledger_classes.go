package service

import (
	"context"
	"fmt"
	"maps"

	"coresync/domain/event"
	"coresync/domain/ledger"
	"coresync/eventstore/decide"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// standing says which state of the log an end of a month shows.
func (c *closings) standing(ctx context.Context, tenant uuid.UUID, at *closing) (api.Standing, error) {
	head, err := c.log.Head(ctx, tenant)
	if err != nil {
		return api.Standing{}, conflicts(err)
	}
	return api.Standing{Position: api.Position{Epoch: head.Epoch, N: at.position}, Rules: at.rules}, nil
}

// classDecider writes only what changes something.
var classDecider = decide.Decider[ledger.Classes, ledger.Classes]{
	Evolve: func(now ledger.Classes, p event.Payload) ledger.Classes { return now.Evolve(p) },
	Decide: func(now, wanted ledger.Classes) ([]event.Payload, error) { return orDefault(now).Decide(wanted) },
}

// orDefault is the table, which nobody has set yet where there is none.
func orDefault(c ledger.Classes) ledger.Classes {
	if c == nil {
		return ledger.DefaultClasses()
	}
	return c
}

// Classes implements api.Ledgers.
func (s ledgers) Classes(ctx context.Context, scope api.Scope) (api.Answer[api.BillableClasses], error) {
	var a api.Answer[api.BillableClasses]
	head, err := s.ends.log.Head(ctx, scope.Tenant)
	if err != nil {
		return a, conflicts(err)
	}
	if scope.AsOf != nil {
		if head.Position, err = s.past.PositionAt(ctx, scope.Tenant, moment(scope)); err != nil {
			return a, conflicts(err)
		}
	}
	table, version, err := billable(ctx, s.ends.log, scope.Tenant, head.Position)
	if err != nil {
		return a, err
	}
	a.Standing = api.Standing{Position: api.Position{Epoch: head.Epoch, N: head.Position}}
	a.Data = api.BillableClasses{Version: version, Classes: []api.BillableClass{}}
	for _, class := range table.Names() {
		a.Data.Classes = append(a.Data.Classes, api.BillableClass{Class: class, Billable: table[class]})
	}
	return a, nil
}

// SetClasses implements api.Ledgers.
func (s ledgers) SetClasses(ctx context.Context, c api.Command, d api.BillableDraft) (api.Written, error) {
	wanted := make(ledger.Classes, len(d.Classes))
	for _, class := range d.Classes {
		wanted[class.Class] = class.Billable
	}
	request := decide.Request[ledger.Classes]{
		Tenant: c.Tenant, Stream: event.BillingStream(), Actor: c.Actor, ID: c.AppendID, Correlation: c.Correlation,
		Version: decide.AnyVersion, Command: wanted,
	}
	if c.Expected != nil {
		request.Version = *c.Expected
	}
	done, err := decide.Handle(ctx, s.ends.log, classDecider, request)
	if err != nil {
		return api.Written{}, conflicts(err)
	}
	done.Tenant = c.Tenant
	w, err := written(ctx, s.ends.log, done, uuid.Nil, done.Versions[request.Stream])
	return undoable(ctx, s.ends.log, c.Tenant, done, w, err)
}

// billingUndo takes a change of the table of billable classes back.
func billingUndo() undoKind {
	return undoSpec[ledger.Classes]{
		evolve: func(s ledger.Classes, p event.Payload) ledger.Classes { return s.Evolve(p) },
		restore: func(_ string, now, before ledger.Classes) ([]event.Payload, error) {
			if maps.Equal(orDefault(now), orDefault(before)) {
				return nil, nil
			}
			return []event.Payload{&event.BillableClassesSet{Classes: orDefault(before)}}, nil
		},
		words: func(s ledger.Classes, _ func(uuid.UUID) string) string {
			n := 0
			for _, billed := range orDefault(s) {
				if billed {
					n++
				}
			}
			return fmt.Sprintf("%d classes are billed", n)
		},
	}.of(undoKind{
		prefixes: []string{event.BillingStream()}, needs: permission.AssetsManage, types: []event.Type{"BillableClassesSet"},
		about: func(uuid.UUID, string) (uuid.UUID, string) { return uuid.Nil, "which classes are billed" },
	})
}
