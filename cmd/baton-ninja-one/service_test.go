package main

import (
	"os"
	"path/filepath"
	"testing"

	v2 "github.com/conductorone/baton-sdk/pb/c1/connector/v2"
	baton "github.com/conductorone/baton-sdk/pb/c1/connectorapi/baton/v1"
	"github.com/conductorone/baton-sdk/pkg/annotations"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/structpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	"coresync/adapters/ninjasim"
)

// answer decodes what the connector answered to a task that it finished.
func answer[T proto.Message](t *testing.T, f *baton.BatonServiceFinishTaskRequest, into T) T {
	t.Helper()
	require.True(t, f.HasSuccess(), "%v %v", f.GetStatus(), f.GetError())
	require.NoError(t, f.GetSuccess().GetResponse().UnmarshalTo(into))
	return into
}

func TestServiceModeDoesAllThatItIsTold(t *testing.T) {
	t.Parallel()
	b := setup(t)
	s := serve(t, filepath.Join(b.dir, "ca.pem"))
	s.start(t, b, "-p")

	hello := <-s.hello
	require.Equal(t, "baton-ninja-one", hello.GetHostId())
	require.Equal(t, "NinjaOne", hello.GetConnectorMetadata().GetDisplayName())
	require.Contains(t, hello.GetConnectorMetadata().GetAccountCreationSchema().GetFieldMap(), "organization_id")

	profile, err := structpb.NewStruct(map[string]any{"first_name": "Ada", "last_name": "Byron", "email": "ada@example.com"})
	require.NoError(t, err)
	account := v2.AccountInfo_builder{Profile: profile}.Build()
	noPassword := v2.CredentialOptions_builder{NoPassword: &v2.CredentialOptions_NoPassword{}}.Build()
	create := baton.Task_CreateAccountTask_builder{AccountInfo: account, CredentialOptions: noPassword}.Build()
	made := answer(t, s.do(t, baton.Task_builder{CreateAccount: create}.Build()), &v2.CreateAccountResponse{})
	user := made.GetSuccess().GetResource()
	require.Equal(t, only(t, b, "ada@example.com"), user.GetId().GetResource())
	again := answer(t, s.do(t, baton.Task_builder{CreateAccount: create}.Build()), &v2.CreateAccountResponse{})
	require.Equal(t, user.GetId().GetResource(), again.GetAlreadyExists().GetResource().GetId().GetResource())

	helpdesk := v2.Resource_builder{Id: v2.ResourceId_builder{ResourceType: "role", Resource: "3"}.Build()}.Build()
	assigned := v2.Entitlement_builder{Id: "role:3:assigned", Resource: helpdesk}.Build()
	give := baton.Task_GrantTask_builder{Entitlement: assigned, Principal: user}.Build()
	granted := answer(t, s.do(t, baton.Task_builder{Grant: give}.Build()), &v2.GrantManagerServiceGrantResponse{})
	require.Len(t, granted.GetGrants(), 1)
	require.Equal(t, []int{3}, rolesOf(b, number(t, user.GetId().GetResource())))
	granted = answer(t, s.do(t, baton.Task_builder{Grant: give}.Build()), &v2.GrantManagerServiceGrantResponse{})
	told := annotations.Annotations(granted.GetAnnotations())
	require.True(t, told.Contains(&v2.GrantAlreadyExists{}))

	events := baton.Task_ListEventsTask_builder{EventFeedId: "journal", StartAt: timestamppb.New(ninjasim.DefaultStart)}.Build()
	feed := answer(t, s.do(t, baton.Task_builder{ListEvents: events}.Build()), &v2.ListEventsResponse{})
	require.Len(t, feed.GetEvents(), 3, "she was created; she and the role changed")
	events.SetCursor(feed.GetCursor())
	feed = answer(t, s.do(t, baton.Task_builder{ListEvents: events}.Build()), &v2.ListEventsResponse{})
	require.Empty(t, feed.GetEvents())

	full := baton.Task_builder{SyncFull: baton.Task_SyncFullTask_builder{StorageEngine: "sqlite"}.Build()}.Build()
	require.True(t, s.do(t, full).HasSuccess())
	require.NoError(t, os.WriteFile(filepath.Join(b.dir, "uploaded.c1z"), s.assets[full.GetId()], 0o600))
	require.Len(t, b.resources("uploaded.c1z", "user"), len(b.sim.Users()))
	require.Contains(t, b.grants("uploaded.c1z"), "role:3:assigned:user:"+user.GetId().GetResource())

	take := baton.Task_RevokeTask_builder{Grant: granted.GetGrants()[0]}.Build()
	answer(t, s.do(t, baton.Task_builder{Revoke: take}.Build()), &v2.GrantManagerServiceRevokeResponse{})
	require.Empty(t, rolesOf(b, number(t, user.GetId().GetResource())))
	revoked := answer(t, s.do(t, baton.Task_builder{Revoke: take}.Build()), &v2.GrantManagerServiceRevokeResponse{})
	told = revoked.GetAnnotations()
	require.True(t, told.Contains(&v2.GrantAlreadyRevoked{}))

	gone := baton.Task_builder{DeleteResource: baton.Task_DeleteResourceTask_builder{ResourceId: user.GetId()}.Build()}.Build()
	require.True(t, s.do(t, gone).HasSuccess())
	for _, u := range b.sim.Users() {
		require.NotEqual(t, "ada@example.com", u.Email)
	}
	failed := s.do(t, gone)
	require.Equal(t, codes.NotFound, codes.Code(failed.GetStatus().GetCode()))
}

func TestServiceModeChangesNothingUnlessProvisioningIsOn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	s := serve(t, filepath.Join(b.dir, "ca.pem"))
	s.start(t, b)
	<-s.hello
	id := administrators(b)[0]
	gone := baton.Task_DeleteResourceTask_builder{ResourceId: v2.ResourceId_builder{ResourceType: "user", Resource: id}.Build()}.Build()
	refused := s.do(t, baton.Task_builder{DeleteResource: gone}.Build())
	require.True(t, refused.HasError())
	require.True(t, refused.GetError().GetNonRetryable())
	require.Contains(t, administrators(b), id)
}
