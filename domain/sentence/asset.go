package sentence

import (
	"fmt"
	"slices"

	"coresync/domain/event"
	"coresync/domain/warranty"
)

// assetEntries tell what people decided about assets.
var assetEntries = []entry{
	on(func(p *event.FieldSet, _ int64) Sentence {
		return about(thing(KindAsset, p.Asset), ": ", words(p.Field), " set by hand", to(p.Value))
	}),
	on(func(p *event.FieldLocked, _ int64) Sentence {
		return about(thing(KindAsset, p.Asset), ": ", words(p.Field), " locked", at(p.Value))
	}),
	on(func(p *event.FieldUnlocked, _ int64) Sentence {
		return about(thing(KindAsset, p.Asset), ": ", words(p.Field), " unlocked")
	}),
	on(func(p *event.AssetsMerged, _ int64) Sentence {
		return Sentence{Subject: joined(list(assetsOf(p.Assets)), " were "), Said: parts([]any{"merged into one asset", because(p.Reason)})}
	}),
	on(func(p *event.AssetsUnmerged, _ int64) Sentence {
		return Sentence{Subject: joined(list(assetsOf(p.Assets)), ": "), Said: parts([]any{"merge taken back", because(p.Reason)})}
	}),
	on(func(p *event.AssetsDistinct, _ int64) Sentence {
		return Sentence{Subject: joined(list(assetsOf(p.Assets)), " were "), Said: parts([]any{"said to be different things", because(p.Reason)})}
	}),
	on(func(p *event.AssetsUndecided, _ int64) Sentence {
		return Sentence{Subject: joined(list(assetsOf(p.Assets)), ": "), Said: parts([]any{"no longer said to be different things"})}
	}),
	on(func(p *event.AssetRetired, _ int64) Sentence {
		return about(thing(KindAsset, p.Asset), " was ", "retired while it was missing")
	}),
	on(func(p *event.AssetRemoved, _ int64) Sentence {
		return about(thing(KindAsset, p.Asset), " was ", "removed", when(p.UntilSeen, " until NinjaOne shows it anew"), because(p.Reason))
	}),
	on(func(p *event.AssetRestored, _ int64) Sentence {
		return about(thing(KindAsset, p.Asset), " was ", "restored")
	}),
	on(func(p *event.ManualAssetRecorded, version int64) Sentence {
		return about(called(KindAsset, p.ID, p.Name), " was ", either(version <= 1, "recorded by hand", "changed by hand"))
	}),
	on(func(p *event.ManualAssetRemoved, _ int64) Sentence {
		return about(thing(KindAsset, p.ID), " was ", "removed")
	}),
	on(func(p *event.WarrantyRecorded, _ int64) Sentence {
		said := either(p.Source == string(warranty.SourceImport), "warranty taken from a file", "warranty recorded")
		return about(thing(KindAsset, p.Asset), ": ", said, because(p.Name), ", until "+p.End)
	}),
	on(func(p *event.WarrantyRemoved, _ int64) Sentence {
		return about(thing(KindAsset, p.Asset), ": ", "warranty removed")
	}),
}

// useEntries tell who was given an asset.
var useEntries = []entry{
	on(func(p *event.DeviceAssigned, _ int64) Sentence {
		suggested := ""
		if p.Suggestion != nil {
			suggested = fmt.Sprintf(", who was suggested with %d %%", p.Suggestion.Percent)
		}
		return about(thing(KindAsset, p.Asset), " was ", "assigned to ", thing(KindContact, p.Contact), suggested, when(p.OtherCustomer, ", of another customer"))
	}),
	on(func(p *event.DeviceUnassigned, _ int64) Sentence {
		return about(thing(KindAsset, p.Asset), " was ", "taken back from ", thing(KindContact, p.Contact))
	}),
	on(func(p *event.AssociationSkipped, _ int64) Sentence {
		return about(thing(KindAsset, p.Asset), " was ", "left without a contact for now")
	}),
	on(func(p *event.AssociationNever, _ int64) Sentence {
		return about(thing(KindAsset, p.Asset), " was ", "said to be nobody's own")
	}),
	on(func(p *event.AssociationReopened, _ int64) Sentence {
		return about(thing(KindAsset, p.Asset), " is ", "open for suggestions again")
	}),
	on(func(p *event.ReplacementSnoozed, _ int64) Sentence {
		return about(thing(KindAsset, p.Asset), ": ", "kept until "+p.Until, because(p.Reason))
	}),
	on(func(p *event.ReplacementOrdered, _ int64) Sentence {
		return about(thing(KindAsset, p.Asset), ": ", "its replacement was ordered", because(p.Note))
	}),
	on(func(p *event.ReplacementReopened, _ int64) Sentence {
		return about(thing(KindAsset, p.Asset), ": ", "its replacement is open again")
	}),
}

// Changed is a field that a decision about an asset changed, and to what; "" for a decision
// that changes none.
func Changed(p event.Payload) (field, value string) {
	switch p := p.(type) {
	case *event.FieldSet:
		return p.Field, p.Value
	case *event.FieldLocked:
		return p.Field, p.Value
	case *event.FieldUnlocked:
		return p.Field, ""
	}
	return "", ""
}

func to(value string) string {
	if value == "" {
		return " to nothing"
	}
	return " to " + quoted(value)
}

func at(value string) string {
	if value == "" {
		return ""
	}
	return " at " + quoted(value)
}

func joined(of []Part, joint string) []Part { return append(slices.Clip(of), Part{Text: joint}) }
