package projectiontest

import (
	"encoding/json"

	"coresync/domain/event"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// role is a role with its members as NinjaOne gives it, or one that is gone.
func (w *World) role(t *rapid.T) {
	conn, n := w.conn(t), small(t, "role")
	e := event.New{Stream: event.RoleStream(conn, n), Payload: &event.RoleVanished{Connection: conn, RoleID: n}}
	if !w.gone(t) {
		members := []map[string]any{}
		for _, user := range rapid.SliceOfDistinct(rapid.Int64Range(1, 4), rapid.ID[int64]).Draw(t, "members") {
			members = append(members, map[string]any{"id": user, "source": rapid.SampledFrom([]any{"MANUAL", "SCIM", nil, 7}).Draw(t, "source")})
		}
		row, err := json.Marshal(map[string]any{
			"id": n, "name": rapid.SampledFrom([]any{"Helpdesk", "", nil, 3}).Draw(t, "name"), "type": "TECHNICIAN", "members": members,
		})
		require.NoError(t, err)
		e.Payload = &event.RoleObserved{Connection: conn, RoleID: n, Role: row}
	}
	w.append(t, e)
}

// accessDecision decides about an account or a connection's access, or tells how reading it went.
func (w *World) accessDecision(t *rapid.T) {
	conn, n, now := w.conn(t), small(t, "person"), w.bundle.Clock.Now()
	owner := event.New{Stream: event.AccountOwnerStream(conn, n)}
	run := event.New{Stream: event.SyncStream(conn)}
	switch rapid.IntRange(0, 6).Draw(t, "decision") {
	case 0:
		owner.Payload = &event.AccountOwnerSet{Connection: conn, UserID: n, Contact: rapid.SampledFrom([]uuid.UUID{uuid.Nil, id("contact", 1)}).Draw(t, "owner")}
		w.append(t, owner)
	case 1:
		owner.Payload = &event.AccountOwnerReset{Connection: conn, UserID: n}
		w.append(t, owner)
	case 2:
		run.Payload = &event.AccessSyncCompleted{Connection: conn, Run: id("run", n), StartedAt: now, EndedAt: now}
		w.append(t, run)
	case 3:
		run.Payload = &event.AccessSyncFailed{Connection: conn, Run: id("run", n), StartedAt: now, EndedAt: now, Reason: "server"}
		w.append(t, run)
	case 5:
		w.request(t, conn, n)
	case 6:
		w.append(t, event.New{Stream: event.ProvisionedUserStream(id("account", n)), Payload: &event.ProvisionedUserSet{User: id("account", n), Connection: conn,
			Deleted: n%2 == 0, Said: event.PlainPersonal(event.SubjectEmail, "ann@example.test", rapid.SampledFrom([]string{"", `{"externalId":"ann"}`}).Draw(t, "said"))}})
	case 4:
		w.append(t, event.New{Stream: event.AccessConnectorStream(conn), Payload: &event.AccessConnectorSet{Connection: conn, Matching: "narrow", Approval: "risky"}})
	}
}

// request moves a request on, whether that makes sense or not.
func (w *World) request(t *rapid.T, conn uuid.UUID, n int64) {
	request, later := id("request", n), w.bundle.Clock.Now()
	payloads := []event.Payload{
		&event.AccessRequested{
			Request: request, Connection: conn, Action: "add_member", UserID: n, RoleID: 3, Roles: []int64{1}, ExpiresAt: &later, By: "test",
			Email: event.PlainPersonal(event.SubjectEmail, "ann@example.test", "ann@example.test"), NeedsApproval: n%2 == 0, Reason: "why",
		},
		&event.AccessApproved{Request: request, By: "test"}, &event.AccessRejected{Request: request, By: "test", Reason: "no"},
		&event.AccessCancelled{Request: request, By: "test"}, &event.AccessStarted{Request: request},
		&event.AccessDone{Request: request, UserID: n}, &event.AccessFailed{Request: request, Reason: "forbidden", Message: "no"},
		&event.AccessExpired{Request: request}, &event.AccessRevoked{Request: request, AlreadySo: true},
	}
	w.append(t, event.New{Stream: event.AccessRequestStream(request), Payload: rapid.SampledFrom(payloads).Draw(t, "request")})
}
