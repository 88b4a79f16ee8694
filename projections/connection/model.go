package connection

import "coresync/projections"

// Name is the model's name.
const Name = "connection"

// Shape is the shape of the tables.
const Shape = 1

// Model is the read model of connections and their runs.
func Model() *projections.Model {
	return &projections.Model{
		Name:  Name,
		Shape: Shape,
		Reads: []projections.Source{
			{Type: "ConnectionAdded"}, {Type: "ConnectionChanged"}, {Type: "ConnectionRemoved"},
			{Type: "ScheduleSet"}, {Type: "ConnectionAuthorised"}, {Type: "SyncCompleted"}, {Type: "SyncFailed"}, {Type: "SyncUndone"},
		},
		RuleFree: true,
		Tables:   []projections.Table{projections.NewTable(connectionTable()), projections.NewTable(runTable())},
		Views:    views(),
	}
}
