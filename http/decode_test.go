package http

import (
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"coresync/http/openapi"

	"github.com/stretchr/testify/require"
)

// bodyOf ties an operation to what its body is decoded into.
func bodyOf() map[string]any {
	_, bodies := schemas()
	return map[string]any{
		"createToken": bodies["TokenDraft"], "createAuditorLink": bodies["AuditorLinkDraft"], "signIn": bodies["Credentials"], "createView": bodies["ViewDraft"], "updateView": bodies["ViewPatch"], "createUser": bodies["UserDraft"], "updateUser": bodies["UserChange"], "createConnection": bodies["ConnectionDraft"], "updateConnection": bodies["ConnectionPatch"],
		"setSchedule": struct {
			Frequency, Zone string
		}{}, "setLimits": struct{ Devices, Percent, Few int }{}, "syncConnection": bodies["SyncRequest"], "replayWebhook": replayRequest{},
		"releaseRun": bodies["ReleaseRequest"], "undoRun": bodies["UndoRequest"], "undo": undoSaveRequest{}, "putMappings": mappingBatch{}, "previewMappings": mappingBatch{},
		"decideSuggestions": decisionBatch{}, "applyHighSuggestions": highBatch{}, "assignAssets": assignmentBatch{}, "decideContactLinks": linkBatch{}, "setAccountOwner": ownerBody{}, "askAccess": bodies["AccessDraft"], "rejectAccess": bodies["AccessRejection"], "setConnector": bodies["AccessConnectorDraft"], "addConnector": bodies["ConnectorDraft"], "openReview": bodies["AccessReviewDraft"], "decideReview": bodies["AccessReviewDecision"], "cancelReview": bodies["AccessRejection"], "setConnectorOwners": ownersBody{}, "configureConnector": bodies["ConnectorConfigurationDraft"],
		"createCustomer": bodies["CustomerDraft"], "updateCustomer": bodies["CustomerPatch"], "createContact": bodies["ContactDraft"],
		"updateContact": bodies["ContactPatch"], "createContract": bodies["ContractDraft"], "updateContract": bodies["ContractPatch"],
		"setBillableClasses": bodies["BillableDraft"], "createWarranty": bodies["WarrantyDraft"], "updateWarranty": bodies["WarrantyPatch"], "createTicket": bodies["TicketDraft"], "updateTicket": bodies["TicketPatch"], "adoptRules": bodies["RuleDraft"], "diffRules": bodies["RuleTrial"], "askRules": bodies["RuleCase"], "rebuildProjection": bodies["RebuildRequest"], "promoteProjection": bodies["PromoteRequest"], "createAsset": bodies["AssetDraft"],
		"changeAssets": bodies["AssetChange"], "updateAsset": bodies["AssetPatch"], "dropAsset": bodies["AssetRemoval"], "mergeAssets": bodies["MergeDraft"], "answerDuplicate": bodies["DuplicateAnswer"],
		"createIgnoreRule": bodies["IgnoreDraft"], "createReportSchedule": bodies["ReportScheduleDraft"], "changeReportSchedule": bodies["ReportScheduleDraft"], "createWebhook": bodies["WebhookDraft"], "changeWebhook": bodies["WebhookDraft"], "setAssetScope": bodies["AssetScopeDraft"], "setReplacementPolicies": bodies["ReplacementPolicyDraft"], "previewReplacementPolicies": bodies["ReplacementPolicyDraft"], "planReplacements": bodies["PlanDraft"], "makeReplacementTickets": bodies["ReplacementTicketDraft"], "updateSettings": bodies["WorkspacePatch"],
		"erasePerson": bodies["Erasure"], "setLastUserRule": bodies["KeepingDraft"], "forgetLastUsers": bodies["Forgetting"], "setLastUserRetention": bodies["RetentionDraft"],
	}
}

func TestEveryBodyIsTiedToAStruct(t *testing.T) {
	t.Parallel()
	d, err := openapi.Load()
	require.NoError(t, err)
	for _, op := range d.Operations() {
		if takes, _, known := op.TakesBody("application/json"); takes && known {
			require.Contains(t, bodyOf(), op.ID)
		}
	}
}

// What the description takes can be decoded: otherwise a caller's fault would be
// answered as ours.
func FuzzWhatIsTakenCanBeDecoded(f *testing.F) {
	for _, body := range []string{
		`{"rows": [{"connection": "01935d52-0000-7000-8000-000000000001", "organization_id": 1e0, "action": "unmap", "expected_version": 0}]}`,
		`{"rows": [{"connection": "01935d52-0000-7000-8000-000000000001", "organization_id": 9223372036854775807, "action": "map", "expected_version": -0}]}`,
		`{"name": "x", "role": "owner", "permissions": [], "expires_at": "2026-12-31T23:59:60Z"}`,
		`{"name": "\u0000", "domains": ["a.b", "A.B"], "domains": null}`,
		`{"number": "1", "subject": "\ud800", "status": "s", "customer": "01935D52-0000-7000-8000-000000000001", "contact": "00000000-0000-0000-0000-000000000000"}`,
	} {
		f.Add(body)
	}
	d, err := openapi.Load()
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, body string) {
		for id, into := range bodyOf() {
			op := d.Operation(id)
			if len(op.CheckJSON([]byte(body))) > 0 {
				continue
			}
			require.NoError(t, decodeInto(op, body, into), "%s took %q", id, body)
		}
	})
}

func decodeInto(op *openapi.Operation, body string, like any) error {
	r := &request{Request: httptest.NewRequest("POST", "/", strings.NewReader(body)), operation: op}
	r.Header.Set("Content-Type", "application/json")
	return r.decode(reflect.New(reflect.TypeOf(like)).Interface())
}
