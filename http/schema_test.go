package http

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"coresync/domain/event"
	"coresync/http/api"
	"coresync/http/problem"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"
)

// schemas ties the structs that are sent and answered to their schemas. An answer
// must always hold what is required; of a body that is sent, only the names count.
func schemas() (answers, bodies map[string]any) {
	answers = map[string]any{
		"Session": session{}, "Token": api.Token{}, "AuditorLink": api.AuditorLink{}, "View": api.View{}, "User": api.User{}, "NewUser": newUser{}, "Written": api.Written{}, "Ref": api.Ref{},
		"Problem": problem.Problem{}, "Fault": problem.Fault{}, "ToBrowser": toBrowser{},
		"Connection": api.Connection{}, "ScheduleShown": api.Schedule{}, "Check": api.Check{}, "CheckItem": api.CheckItem{}, "Checks": checks{}, "Started": api.Started{},
		"Run": api.Run{}, "Counts": event.SyncCounts{}, "Change": api.Change{}, "FieldChange": api.FieldChange{}, "Progress": api.Progress{},
		"Exceeded": api.Exceeded{}, "Listing": api.Listing{}, "ListedOrganization": api.ListedOrganization{}, "Limits": api.Limits{},
		"ChangeGroups": api.ChangeGroups{}, "ChangeGroup": api.ChangeGroup{}, "Undone": api.Undone{},
		"Outlook": api.Outlook{}, "Apart": api.Apart{}, "RunOrganization": api.RunOrganization{}, "RunStep": api.RunStep{}, "Waiting": api.Waiting{}, "Held": api.Held{}, "OutlookOrganization": api.OutlookOrganization{},
		"Location": api.Location{}, "Undo": api.Undo{}, "UndoRow": api.UndoRow{}, "IgnoreRule": api.IgnoreRule{}, "ReplacementTickets": api.TicketsMade{}, "TicketLine": api.TicketLine{}, "ReportSchedule": api.ReportSchedule{}, "ReportSent": api.ReportSent{}, "Webhook": api.Webhook{}, "WebhookDelivery": api.WebhookDelivery{}, "WebhookWritten": api.WebhookWritten{}, "Notification": api.Notification{}, "TicketDevice": api.TicketDevice{}, "AssetScope": api.AssetScope{}, "Organization": api.Organization{}, "Suggestion": api.Suggestion{}, "OrganizationCounts": api.OrganizationCounts{},
		"MappingsSaved": mappingsSaved{}, "MappingResult": api.MappingResult{}, "MappingEffects": mappingEffects{}, "MappingEffect": api.MappingEffect{},
		"ContactSuggestion": api.ContactSuggestion{}, "ContactCandidate": api.ContactCandidate{}, "ContactRef": api.ContactRef{},
		"ContactOffer": api.ContactOffer{}, "ContactOfferCounts": api.ContactOfferCounts{}, "ContactLinksSaved": linksSaved{}, "ContactLinkResult": api.ContactLinkResult{},
		"AssociationsSaved": associationsSaved{}, "AssociationResult": api.AssociationResult{},
		"Customer": api.Customer{}, "Contact": api.Contact{}, "Contract": api.Contract{}, "Ticket": api.Ticket{},
		"Warranty": api.Warranty{}, "AssetWarranty": api.AssetWarranty{}, "DayRange": api.DayRange{}, "Ledger": api.Ledger{}, "LedgerCount": api.LedgerCount{}, "LedgerDevice": api.LedgerDevice{}, "BillableClasses": api.BillableClasses{}, "Movement": api.Movement{}, "MovedEnd": api.MovedEnd{},
		"ImportResult": api.ImportResult{}, "RowFault": api.RowFault{},
		"Asset": api.Asset{}, "AssetLock": api.AssetLock{}, "AssetRecord": api.AssetRecord{}, "SerialStanding": api.SerialStanding{}, "Question": api.Question{}, "Duplicate": api.Duplicate{},
		"Why": api.Why{}, "Whys": whys{}, "KnownByAll": knownBy{}, "KnownBy": api.KnownBy{}, "SeenUsers": seenUsers{}, "SeenUser": api.SeenUser{}, "WhyEvent": api.WhyEvent{}, "Offered": api.Offered{}, "AssetMerge": api.AssetMerge{},
		"DeviceRef": api.DeviceRef{}, "HistoryEntry": api.HistoryEntry{}, "Hit": api.Hit{}, "Workspace": api.Workspace{},
		"Event": api.Event{}, "TreeHead": api.TreeHead{}, "BundleVerdict": api.BundleVerdict{}, "LogAudit": api.LogAudit{}, "LogFault": api.LogFault{}, "Projection": api.Projection{}, "Work": api.Work{}, "BlockedRow": api.BlockedRow{}, "Candidate": api.Candidate{}, "DiffSum": api.DiffSum{}, "Former": api.Former{},
		"RebuildPlan": api.RebuildPlan{}, "RuleChange": api.RuleChange{}, "ProjectionDiff": api.ProjectionDiff{}, "TableDiff": api.TableDiff{},
		"RowDiff": api.RowDiff{}, "FieldDiff": api.FieldDiff{}, "ProjectionRelease": api.ProjectionRelease{}, "Repaired": api.Repaired{}, "RepairedTable": api.RepairedTable{},
		"RuleSet": api.RuleSet{}, "ReportHead": api.ReportHead{}, "Difference": api.Difference{}, "ComparedMoment": api.ComparedMoment{},
		"ReplacementPolicy": api.ReplacementPolicy{}, "LifeCounts": api.LifeCounts{}, "ReplacementEffect": api.ReplacementEffect{}, "RecommendationCounts": api.RecommendationCounts{},
		"Recommendation": api.Recommendation{}, "DevicePlan": api.DevicePlan{}, "ForecastAmount": api.ForecastAmount{}, "ForecastRow": api.ForecastRow{}, "RefreshForecast": api.RefreshForecast{},
		"AccessAccount": api.AccessAccount{}, "AccessMembership": api.AccessMembership{}, "AccessRole": api.AccessRole{}, "AccessGrant": api.AccessGrant{},
		"AccessRequest": api.AccessRequest{}, "AccessConnector": api.AccessConnector{}, "Capability": api.Capability{},
		"ConnectorConfiguration": api.ConnectorConfiguration{}, "ConnectorLog": api.ConnectorLog{}, "AccessApp": api.AccessApp{},
		"AssetSelection": api.AssetSelection{}, "AssetsChanged": assetsChanged{}, "AssetChanged": api.AssetChanged{},
		"AccessReview": api.AccessReview{}, "AccessReviewRow": api.AccessReviewRow{}, "AccessRevocation": api.AccessRevocation{},
		"HeldPerson": api.HeldPerson{}, "HeldSubject": api.HeldSubject{}, "HeldKind": api.HeldKind{}, "PrivacyAct": api.PrivacyAct{}, "PrivacyReport": api.PrivacyReport{},
		"LastUserRules": api.LastUserRules{}, "KeepingRule": api.KeepingRule{}, "KeepingEffect": api.KeepingEffect{},
	}
	bodies = map[string]any{
		"Erasure": api.Erasure{}, "KeepingDraft": api.KeepingDraft{}, "Forgetting": api.Forgetting{}, "RetentionDraft": api.RetentionDraft{},
		"RuleTrial": ruleTrial{}, "RuleEffects": api.RuleEffects{}, "RuleCase": ruleCase{}, "RuleAnswer": api.RuleAnswer{}, "RuleStep": api.RuleStep{}, "RuleCandidate": api.RuleCandidate{}, "AssetEffects": api.AssetEffects{}, "RebuildRequest": rebuildRequest{}, "PromoteRequest": promoteRequest{},
		"AccessDraft": api.AccessDraft{}, "AccessRejection": rejection{}, "AccessConnectorDraft": api.AccessConnectorDraft{}, "ConnectorDraft": api.ConnectorDraft{}, "AccessReviewDraft": api.AccessReviewDraft{}, "AccessReviewDecision": api.AccessReviewDecision{}, "ConnectorOwners": ownersBody{}, "ConnectorConfigurationDraft": api.ConnectorConfigurationDraft{},
		"TokenDraft": api.TokenDraft{}, "AuditorLinkDraft": api.AuditorLinkDraft{}, "Credentials": credentials{}, "ViewDraft": api.ViewDraft{}, "ViewPatch": api.ViewPatch{}, "UserDraft": api.UserDraft{}, "UserChange": userChange{}, "ConnectionDraft": api.ConnectionDraft{}, "ConnectionPatch": api.ConnectionPatch{},
		"SyncRequest": syncRequest{}, "ChangeFilter": api.ChangeFilter{}, "ReleaseRequest": releaseRequest{}, "UndoRequest": undoRequest{}, "UndoSaveRequest": undoSaveRequest{}, "Mapping": api.Mapping{}, "IgnoreDraft": api.IgnoreDraft{}, "ReplacementTicketDraft": ticketBatch{}, "ReportScheduleDraft": api.ReportScheduleDraft{}, "WebhookDraft": api.WebhookDraft{}, "AssetScopeDraft": api.AssetScopeDraft{}, "WorkspacePatch": api.WorkspacePatch{},
		"CustomerDraft": api.CustomerDraft{}, "CustomerPatch": api.CustomerPatch{}, "ContactDraft": api.ContactDraft{}, "ContactPatch": api.ContactPatch{},
		"ContractDraft": api.ContractDraft{}, "ContractPatch": api.ContractPatch{}, "TicketDraft": api.TicketDraft{}, "TicketPatch": api.TicketPatch{}, "BillableClass": api.BillableClass{}, "BillableDraft": api.BillableDraft{}, "WarrantyDraft": api.WarrantyDraft{}, "WarrantyPatch": api.WarrantyPatch{},
		"AssociationDecision": api.AssociationDecision{}, "AssignmentRow": assignmentRow{}, "ContactLinkDecision": api.ContactLinkDecision{},
		"ReplacementPolicyDraft": api.ReplacementPolicyDraft{}, "ReplacementPolicyRow": api.ReplacementPolicyRow{}, "PlanDraft": api.PlanDraft{},
		"RuleDraft": api.RuleDraft{}, "AssetChange": api.AssetChange{}, "CustomerContact": api.CustomerContact{}, "AssetDraft": api.AssetDraft{}, "AssetPatch": api.AssetPatch{},
		"MergeDraft": api.MergeDraft{}, "DuplicateAnswer": api.DuplicateAnswer{}, "AssetRemoval": api.AssetRemoval{},
	}
	return answers, bodies
}

// members are the JSON names of a struct; always are those without omitempty.
func members(v any) (all, always []string) {
	for _, field := range reflect.VisibleFields(reflect.TypeOf(v)) { // those of embedded structs, too
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "-" || field.Anonymous {
			continue
		}
		all = append(all, name)
		if options != "omitempty" {
			always = append(always, name)
		}
	}
	return slices.Sorted(slices.Values(all)), slices.Sorted(slices.Values(always))
}

func TestStructsAndSchemasAgree(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	described := s.description.Operation("getSession").Route().Spec.Components.Schemas
	names := func(schema *openapi3.Schema) []string {
		var all []string
		for name := range schema.Properties {
			all = append(all, name)
		}
		return slices.Sorted(slices.Values(all))
	}
	answers, bodies := schemas()
	for name, v := range answers {
		require.Contains(t, described, name)
		all, always := members(v)
		require.Equal(t, all, names(described[name].Value), name)
		require.Equal(t, always, slices.Sorted(slices.Values(described[name].Value.Required)), "required of %s", name)
	}
	for name, v := range bodies {
		require.Contains(t, described, name)
		all, _ := members(v)
		require.Equal(t, all, names(described[name].Value), name)
	}
	for name, schema := range described {
		_, answered := answers[name]
		_, sent := bodies[name]
		isObject := schema.Value.Type.Is(openapi3.TypeObject) && len(schema.Value.Properties) > 0
		require.True(t, !isObject || answered || sent || name == "Schedule", "schema %s is tied to no struct", name)
	}
}
