package governance

import (
	"coresync/domain/event"
	"coresync/domain/rules"
	"coresync/projections"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// Name is the model's name.
const Name = "governance"

// Model is the read model.
func Model() *projections.Model {
	return &projections.Model{
		Name: Name, Shape: 1, RuleFree: true,
		Reads: []projections.Source{
			{Type: "AppDiscovered"}, {Type: "AppManaged"}, {Type: "AppForgotten"},
			{Type: "ConnectorAdded"}, {Type: "ConnectorOwnersSet"}, {Type: "ConnectorRemoved"},
			{Type: "AccessReviewOpened"}, {Type: "AccessReviewListed"}, {Type: "AccessReviewDecided"},
			{Type: "AccessReviewSignedOff"}, {Type: "AccessReviewCancelled"},
		},
		Decode: decode,
		Tables: []projections.Table{
			projections.NewTable(appTable()), projections.NewTable(connectorTable()),
			projections.NewTable(reviewTable()), projections.NewTable(reviewRowTable()),
		},
		Views: views(),
	}
}

// bodies make what an event is decoded into.
var bodies = map[event.Type]func() any{
	"AppDiscovered":         func() any { return new(event.AppDiscovered) },
	"AppManaged":            func() any { return new(event.AppManaged) },
	"AppForgotten":          func() any { return new(event.AppForgotten) },
	"ConnectorAdded":        func() any { return new(event.ConnectorAdded) },
	"ConnectorOwnersSet":    func() any { return new(event.ConnectorOwnersSet) },
	"ConnectorRemoved":      func() any { return new(event.ConnectorRemoved) },
	"AccessReviewOpened":    func() any { return new(event.AccessReviewOpened) },
	"AccessReviewListed":    func() any { return new(listed) },
	"AccessReviewDecided":   func() any { return new(event.AccessReviewDecided) },
	"AccessReviewSignedOff": func() any { return new(event.AccessReviewSignedOff) },
	"AccessReviewCancelled": func() any { return new(event.AccessReviewCancelled) },
}

// listed are rows of a campaign by the ids of their rows here.
type listed struct {
	event.AccessReviewListed
	by map[uuid.UUID]event.ReviewRow
}

func decode(_ *rules.Set, e *projections.Event, payload []byte) (any, error) {
	empty, known := bodies[e.Type]
	if !known {
		return nil, &event.UnknownTypeError{Type: e.Type}
	}
	body := empty()
	if err := json.Unmarshal(payload, body); err != nil {
		return nil, err
	}
	if rows, is := body.(*listed); is {
		rows.by = make(map[uuid.UUID]event.ReviewRow, len(rows.Rows))
		for _, row := range rows.Rows {
			rows.by[ReviewRowID(e.Tenant, rows.Review, row.Key())] = row
		}
	}
	return body, nil
}
