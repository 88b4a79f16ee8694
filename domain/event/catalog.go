package event

const (
	fact     = false // every event of the type is folded
	snapshot = true  // the newest of a stream supersedes the earlier ones
)

// Catalog returns the registry of all events of the product. Add a type here
// when you add its struct.
func Catalog() *Registry {
	return NewRegistry(
		Define[DeviceObserved](1, snapshot),
		Define[DeviceUserObserved](1, snapshot),
		Define[DeviceVanished](1, fact),
		Define[PresenceObserved](1, fact),
		Define[ListingCompleted](1, fact),
		Define[ListingFailed](1, fact),

		Define[OrgObserved](1, snapshot),
		Define[OrgVanished](1, fact),
		Define[LocationObserved](1, snapshot),
		Define[LocationVanished](1, fact),
		Define[ContactObserved](1, snapshot),
		Define[ContactVanished](1, fact),
		Define[UserObserved](1, snapshot),
		Define[UserVanished](1, fact),
		Define[RoleObserved](1, snapshot),
		Define[RoleVanished](1, fact),

		Define[SyncCompleted](1, fact),
		Define[SyncFailed](1, fact),
		Define[SyncHeld](1, fact),
		Define[SyncReleased](1, fact),
		Define[SyncDiscarded](1, fact),
		Define[SyncUndone](1, fact),
		Define[AccessSyncCompleted](1, fact),
		Define[AccessSyncFailed](1, fact),
		Define[ConnectionAdded](1, fact),
		Define[ConnectionChanged](1, fact),
		Define[ConnectionRemoved](1, fact),
		Define[ScheduleSet](1, fact),
		Define[ConnectionAuthorised](1, fact),
		Define[SyncLimitsSet](1, fact),

		Define[OrganizationMapped](1, fact),
		Define[OrganizationIgnored](1, fact),
		Define[OrganizationUnmapped](1, fact),
		Define[OrganizationMatchRejected](1, fact),
		Define[LocationMapped](1, fact),
		Define[LocationIgnored](1, fact),
		Define[LocationUnmapped](1, fact),
		Define[IgnoreRuleSet](1, fact),
		Define[IgnoreRuleRemoved](1, fact),
		Define[AssetScopeSet](1, fact),

		Define[DeviceAssigned](1, fact),
		Define[DeviceUnassigned](1, fact),
		Define[AssociationSkipped](1, fact),
		Define[AssociationNever](1, fact),
		Define[AssociationReopened](1, fact),
		Define[ContactLinked](1, fact),
		Define[ContactLinkIgnored](1, fact),
		Define[ContactUnlinked](1, fact),
		Define[AccountOwnerSet](1, fact),
		Define[AccountOwnerReset](1, fact),
		Define[AccessConnectorSet](1, fact),
		Define[AccessRequested](1, fact),
		Define[AccessApproved](1, fact),
		Define[AccessRejected](1, fact),
		Define[AccessCancelled](1, fact),
		Define[AccessStarted](1, fact),
		Define[AccessDone](1, fact),
		Define[AccessFailed](1, fact),
		Define[AccessExpired](1, fact),
		Define[AccessRevoked](1, fact),
		Define[SubjectLinked](1, fact),

		Define[CustomerRecorded](1, snapshot),
		Define[CustomerRemoved](1, fact),
		Define[ContactRecorded](1, snapshot),
		Define[ContactRemoved](1, fact),
		Define[ContractRecorded](1, snapshot),
		Define[ContractRemoved](1, fact),
		Define[TicketRecorded](1, snapshot),
		Define[TicketRemoved](1, fact),
		Define[ManualAssetRecorded](1, snapshot),
		Define[ManualAssetRemoved](1, fact),
		Define[BillableClassesSet](1, fact),
		Define[WarrantyRecorded](1, fact),
		Define[WarrantyRemoved](1, fact),

		Define[RuleSetAdopted](1, fact),

		Define[FieldSet](1, fact),
		Define[FieldLocked](1, fact),
		Define[FieldUnlocked](1, fact),
		Define[AssetsMerged](1, fact),
		Define[AssetsUnmerged](1, fact),
		Define[AssetsDistinct](1, fact),
		Define[AssetsUndecided](1, fact),
		Define[AssetRetired](1, fact),
		Define[AssetRemoved](1, fact),
		Define[AssetRestored](1, fact),

		Define[ReplacementPolicySet](1, fact),
		Define[ReplacementPolicyUnset](1, fact),
		Define[ReplacementSnoozed](1, fact),
		Define[ReplacementOrdered](1, fact),
		Define[ReplacementReopened](1, fact),

		Define[LogForked](1, fact),
	)
}
