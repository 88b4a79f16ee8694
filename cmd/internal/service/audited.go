package service

import (
	"context"
	"encoding/hex"

	"coresync/eventstore/tree"
	"coresync/http/api"

	"github.com/google/uuid"
)

// Audited implements api.Audit.
func (s audit) Audited(ctx context.Context, tenant uuid.UUID) (api.LogAudit, error) {
	n, err := tree.ReadNoted(ctx, s.log.Pool(), tenant)
	if err != nil || n == nil {
		return api.LogAudit{State: "never", Faults: []api.LogFault{}}, err
	}
	return logAudit(*n), nil
}

// Fsck implements api.Audit.
func (s audit) Fsck(ctx context.Context, tenant uuid.UUID) (api.LogAudit, error) {
	n, err := s.port.StartAudit(ctx, tenant)
	return logAudit(n), err
}

func logAudit(n tree.Noted) api.LogAudit {
	a := api.LogAudit{
		State: n.State, Done: n.Done, Total: n.Total, Heads: n.Heads, RootHash: hex.EncodeToString(n.Root),
		Faults: make([]api.LogFault, len(n.Faults)), FaultCount: n.FaultCount, Message: n.Message, StartedAt: &n.StartedAt, EndedAt: n.EndedAt,
	}
	for i, f := range n.Faults {
		a.Faults[i] = api.LogFault(f)
	}
	if n.AgreedAt != nil {
		a.Agreed = &api.LogAuditAgreed{At: *n.AgreedAt, Events: n.AgreedEvents}
	}
	return a
}
