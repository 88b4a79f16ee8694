package projectiontest

import (
	"coresync/domain/event"

	"github.com/google/uuid"
	"pgregory.net/rapid"
)

// governance moves an app, a connector or a campaign on, whether that makes sense or not.
func (w *World) governance(t *rapid.T) {
	app, conn, review := id("app", small(t, "app")), w.conn(t), id("review", small(t, "review"))
	owners := []uuid.UUID{id("user", small(t, "owner"))}
	if rapid.Bool().Draw(t, "connector") {
		stream := event.ConnectorStream(conn)
		payload := rapid.SampledFrom([]event.Payload{
			&event.ConnectorAdded{Connector: conn, App: app, Owners: owners}, &event.ConnectorOwnersSet{Connector: conn, Owners: owners},
			&event.ConnectorRemoved{Connector: conn}, &event.AppDiscovered{App: app, Name: "NinjaOne", Source: "csv", ExternalID: "7"},
			&event.AppManaged{App: app, Name: "Mine"}, &event.AppManaged{App: app}, &event.AppForgotten{App: app},
		}).Draw(t, "payload")
		switch payload.(type) {
		case *event.AppDiscovered, *event.AppManaged, *event.AppForgotten:
			stream = event.AppStream(app)
		}
		w.append(t, event.New{Stream: stream, Payload: payload})
		return
	}
	now := w.bundle.Clock.Now()
	rows := []event.ReviewRow{{Connection: conn, UserID: small(t, "user"), RoleID: 3, Source: "MANUAL", Since: &now}, {Connection: conn, UserID: 9, Administrator: true}}
	keys := []event.ReviewKey{rows[0].Key(), {Connection: conn, UserID: small(t, "other"), RoleID: 1}}
	payload := rapid.SampledFrom([]event.Payload{
		&event.AccessReviewOpened{Review: review, Name: "Q1", Scope: "all", DueAt: &now, SeenAt: 7, Rows: 2, By: "test"},
		&event.AccessReviewListed{Review: review, Rows: rows}, &event.AccessReviewListed{Review: review, Rows: rows},
		&event.AccessReviewDecided{Review: review, Rows: keys, Verdict: "keep", Reason: "why", By: "test"},
		&event.AccessReviewDecided{Review: review, Rows: keys, By: "test"},
		&event.AccessReviewSignedOff{Review: review, By: "test", Kept: 1, Revoked: 1, SeenAt: 9, SHA256: "ab"},
		&event.AccessReviewCancelled{Review: review, By: "test", Reason: "no"},
	}).Draw(t, "review")
	w.append(t, event.New{Stream: event.AccessReviewStream(review), Payload: payload})
}
