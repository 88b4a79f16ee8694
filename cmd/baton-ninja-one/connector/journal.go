package connector

import (
	"context"
	"strconv"
	"time"

	v2 "github.com/conductorone/baton-sdk/pb/c1/connector/v2"
	"github.com/conductorone/baton-sdk/pkg/annotations"
	"github.com/conductorone/baton-sdk/pkg/connectorbuilder"
	"github.com/conductorone/baton-sdk/pkg/pagination"
	"github.com/conductorone/baton-sdk/pkg/types/entitlement"
	"google.golang.org/protobuf/types/known/timestamppb"

	"coresync/cmd/baton-ninja-one/tenant"
)

// FeedID names the feed: what happened to accounts and roles since the last sync.
const FeedID = "journal"

// journal is the feed of events.
type journal struct{ tenant tenant.Tenant }

var _ connectorbuilder.EventFeed = (*journal)(nil)

// EventFeedMetadata says what comes.
func (*journal) EventFeedMetadata(context.Context) *v2.EventFeedMetadata {
	return v2.EventFeedMetadata_builder{Id: FeedID, SupportedEventTypes: []v2.EventType{
		v2.EventType_EVENT_TYPE_RESOURCE_CHANGE, v2.EventType_EVENT_TYPE_CREATE_GRANT, v2.EventType_EVENT_TYPE_CREATE_REVOKE,
	}}.Build()
}

// ListEvents gives a page of what happened behind the cursor, oldest first.
func (j *journal) ListEvents(ctx context.Context, earliest *timestamppb.Timestamp, at *pagination.StreamToken) (
	[]*v2.Event, *pagination.StreamState, annotations.Annotations, error) {
	var since time.Time
	if earliest.IsValid() {
		since = earliest.AsTime()
	}
	cursor, size := "", 0
	if at != nil {
		cursor, size = at.Cursor, at.Size
	}
	if size <= 0 || size > pageSize {
		size = pageSize
	}
	feed, err := j.tenant.Changes(ctx, cursor, since, size)
	if err != nil {
		return nil, nil, nil, err
	}
	out := make([]*v2.Event, 0, len(feed.Changes))
	for _, c := range feed.Changes {
		out = append(out, event(c))
	}
	return out, &pagination.StreamState{Cursor: feed.Cursor, HasMore: feed.More}, nil, nil
}

// event is a change in ConductorOne's words.
func event(c tenant.Change) *v2.Event {
	e := v2.Event_builder{Id: c.ID, OccurredAt: timestamppb.New(c.At)}
	role := v2.ResourceId_builder{ResourceType: roleType.GetId(), Resource: strconv.FormatInt(c.RoleID, 10)}.Build()
	switch c.What {
	case tenant.AccountChanged:
		e.ResourceChangeEvent = v2.ResourceChangeEvent_builder{ResourceId: userID(c.UserID)}.Build()
	case tenant.RoleChanged:
		e.ResourceChangeEvent = v2.ResourceChangeEvent_builder{ResourceId: role}.Build()
	case tenant.Granted:
		e.CreateGrantEvent = v2.CreateGrantEvent_builder{Entitlement: roleEntitlement(role), Principal: v2.Resource_builder{Id: userID(c.UserID)}.Build()}.Build()
	case tenant.Revoked:
		e.CreateRevokeEvent = v2.CreateRevokeEvent_builder{Entitlement: roleEntitlement(role), Principal: v2.Resource_builder{Id: userID(c.UserID)}.Build()}.Build()
	}
	return e.Build()
}

// roleEntitlement is the entitlement of a role.
func roleEntitlement(role *v2.ResourceId) *v2.Entitlement {
	return entitlement.NewAssignmentEntitlement(v2.Resource_builder{Id: role}.Build(), assigned)
}
