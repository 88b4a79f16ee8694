package service

import (
	"context"
	"strings"

	"coresync/domain/event"
	"coresync/http/api"

	"github.com/google/uuid"
)

// ownRequest tells whether the person behind a command is the one who asked: a person and
// a token that the person made are one, as are two such tokens.
func (s accessRequests) ownRequest(ctx context.Context, c api.Command, request uuid.UUID) (bool, error) {
	asked := ""
	events, err := s.log.ReadStream(ctx, c.Tenant, event.AccessRequestStream(request), 0, 1)
	if err != nil || len(events) == 0 {
		return false, err // that there is none, the rule says
	}
	payload, err := s.log.Registry().Decode(events[0])
	if err != nil {
		return false, err
	}
	if p, is := payload.(*event.AccessRequested); is {
		asked = p.By
	}
	who, err := s.behind(ctx, c.Tenant, c.Actor)
	if err != nil {
		return false, err
	}
	asker, err := s.behind(ctx, c.Tenant, asked)
	return who == asker, err
}

// behind is who made a token; of any other actor, itself.
func (s accessRequests) behind(ctx context.Context, tenant uuid.UUID, actor string) (string, error) {
	text, is := strings.CutPrefix(actor, "token:")
	if !is {
		return actor, nil
	}
	for list := (api.List{Limit: maxPage, Sort: api.Sort{By: "created_at"}}); ; {
		page, err := s.tokens.List(ctx, tenant, api.TokenFilter{}, list)
		if err != nil {
			return actor, err
		}
		for _, t := range page.Items {
			if t.ID.String() == text {
				return t.CreatedBy, nil
			}
		}
		if list.After = page.Next; page.Next == nil {
			return actor, nil
		}
	}
}
