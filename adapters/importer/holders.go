package importer

import (
	"context"
	"fmt"

	"coresync/domain/assignment"
	"coresync/domain/directory"
	"coresync/domain/event"
	"coresync/eventstore"

	"github.com/google/uuid"
)

// takeBack ends the assignments of contacts that end, so that no asset is left with
// somebody who is gone. They are read from the log, which knows them exactly.
func (p *plan) takeBack(ctx context.Context, log Log, r Request, gone map[uuid.UUID]bool) error {
	if r.Kind != directory.Contacts || len(gone) == 0 {
		return nil
	}
	states, versions := make(map[string]assignment.State), make(map[string]int64)
	var order []string
	query := eventstore.Query{Types: []event.Type{"DeviceAssigned", "DeviceUnassigned", "AssociationSkipped", "AssociationNever", "AssociationReopened"}}
	err := log.Read(ctx, r.Tenant, query, func(e event.Recorded) error {
		payload, err := log.Registry().Decode(e)
		if err != nil {
			return err
		}
		if _, known := versions[e.Stream]; !known {
			order = append(order, e.Stream)
		}
		states[e.Stream], versions[e.Stream] = assignment.Evolve(states[e.Stream], payload), e.Version
		return nil
	})
	if err != nil {
		return fmt.Errorf("read the assignments: %w", err)
	}
	for _, stream := range order {
		contact := states[stream].Contact
		if !gone[contact] {
			continue
		}
		asset, err := uuid.Parse(stream[len("assignment/"):])
		if err != nil {
			return fmt.Errorf("the stream %s has no id in its name: %w", stream, err)
		}
		p.Unassigned++
		p.events = append(p.events, event.New{Stream: stream, Payload: &event.DeviceUnassigned{Asset: asset, Contact: contact}})
		p.expect[stream] = eventstore.Exact(versions[stream])
	}
	return nil
}
