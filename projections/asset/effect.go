package asset

// The effects of other rules on an asset, by their names in differences.
const (
	EffectMerge    = "merge"    // it becomes part of another asset
	EffectSplit    = "split"    // it becomes an asset of its own
	EffectMove     = "move"     // it gets another customer: its organization's mapping says so
	EffectCategory = "category" // another category
	EffectSerial   = "serial"   // another serial number
	EffectStatus   = "status"   // another status
	EffectShown    = "shown"    // it is shown, where it was not
	EffectHidden   = "hidden"   // it is no longer shown
	EffectQuestion = "question" // people are asked something else about it
	EffectRecords  = "records"  // other records belong to it
)

// effect says what a difference means; the one that matters most counts.
func effect(old, now *Row) string {
	switch {
	case old.AssetID() != now.AssetID() && now.AssetID() != now.ID:
		return EffectMerge
	case old.AssetID() != now.AssetID():
		return EffectSplit
	case !old.Shown && now.Shown:
		return EffectShown
	case old.Shown && !now.Shown:
		return EffectHidden
	case old.Category != now.Category:
		return EffectCategory
	case old.Serial != now.Serial:
		return EffectSerial
	case old.Status != now.Status:
		return EffectStatus
	case string(old.Doubts) != string(now.Doubts):
		return EffectQuestion
	case old.Decided().Kin != now.Decided().Kin || old.Decided().Rank != now.Decided().Rank || old.Search != now.Search:
		return EffectRecords
	}
	return ""
}
