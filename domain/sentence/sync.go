package sentence

import (
	"fmt"

	"coresync/domain/event"

	"github.com/google/uuid"
)

// syncEntries tell what became of runs.
var syncEntries = []entry{
	on(func(p *event.SyncCompleted, _ int64) Sentence {
		c := p.Counts
		return ofRun(p.Connection, p.Run, fmt.Sprintf("compared and applied: %s found, %d created, %d updated, %d missing; %s written",
			count(c.Found, "device", "devices"), c.Created, c.Changed, c.Missing, count(c.EventsAppended, "event", "events")))
	}),
	on(func(p *event.SyncFailed, _ int64) Sentence {
		return ofRun(p.Connection, p.Run, "it broke off at "+words(p.Step)+": "+p.Message)
	}),
	on(func(p *event.SyncHeld, _ int64) Sentence {
		return ofRun(p.Connection, p.Run, "it waits for a person: "+p.Message)
	}),
	on(func(p *event.SyncReleased, _ int64) Sentence {
		said := "it was released"
		if p.LeftOut > 0 {
			said = "a part of it was released; " + count(p.LeftOut, "change was", "changes were") + " left out"
		}
		return ofRun(p.Connection, p.Run, said)
	}),
	on(func(p *event.SyncDiscarded, _ int64) Sentence {
		return ofRun(p.Connection, p.Run, "it was ended, and what it had not written was forgotten")
	}),
	on(func(p *event.SyncUndone, _ int64) Sentence {
		return ofRun(p.Connection, p.Run, either(p.Part, "a part of it was undone", "it was undone")+": "+count(p.Restored, "thing is", "things are")+" as before")
	}),
	on(func(p *event.AccessSyncCompleted, _ int64) Sentence {
		return ofRun(p.Connection, p.Run, fmt.Sprintf("compared and applied: %s, %s; %s written",
			count(p.Accounts, "account", "accounts"), count(p.Roles, "role", "roles"), count(p.EventsAppended, "event", "events")))
	}),
	on(func(p *event.AccessSyncFailed, _ int64) Sentence {
		return ofRun(p.Connection, p.Run, "it broke off at "+words(p.Step)+": "+p.Message)
	}),
}

// ofRun says something of a run.
func ofRun(connection, run uuid.UUID, said string) Sentence {
	return Sentence{Subject: parts([]any{thing(KindRun, run), " of ", thing(KindConnection, connection), ": "}), Said: parts([]any{said})}
}

// connectionEntries tell how NinjaOne is connected.
var connectionEntries = []entry{
	on(func(p *event.ConnectionAdded, _ int64) Sentence {
		return about(called(KindConnection, p.Connection, p.Name), " was ", "connected, in the region "+p.Region)
	}),
	on(func(p *event.ConnectionChanged, _ int64) Sentence {
		return about(called(KindConnection, p.Connection, p.Name), ": ", "settings of the connection changed")
	}),
	on(func(p *event.ConnectionRemoved, _ int64) Sentence {
		assets := map[string]string{"keep": "kept as they were", releasedMarked: "marked as no longer synced", releasedArchived: "archived"}[p.Assets]
		return about(thing(KindConnection, p.Connection), " was ", "disconnected", when(assets != "", "; its assets were "+assets))
	}),
	on(func(p *event.ScheduleSet, _ int64) Sentence {
		how := either(p.Frequency == "manual", "syncs only when somebody asks", "syncs "+p.Frequency+", by the clocks of "+p.Zone)
		return about(thing(KindConnection, p.Connection), " ", how)
	}),
	on(func(p *event.ConnectionAuthorised, _ int64) Sentence {
		return about(thing(KindConnection, p.Connection), " was ", "let into NinjaOne by a sign-in of ", actor(p.By), when(!p.CanRefresh, ", for an hour alone"))
	}),
	on(func(p *event.SyncLimitsSet, _ int64) Sentence {
		return about(thing(KindConnection, p.Connection), ": ", fmt.Sprintf("a run waits for a person beyond %s or %d %% of an organization, but not for %d or fewer",
			count(p.Devices, "device", "devices"), p.Percent, p.Few))
	}),
}
