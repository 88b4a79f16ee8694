package sentence

import (
	"coresync/domain/event"

	"github.com/google/uuid"
)

// accessEntries tell how accounts and roles of NinjaOne are changed.
var accessEntries = []entry{
	on(func(p *event.AccessRequested, _ int64) Sentence {
		return about(thing(KindRequest, p.Request), ": ", actor(p.By), " asked ", asked(p), because(p.Reason), when(p.NeedsApproval, "; another person must approve it"))
	}),
	on(func(p *event.AccessApproved, _ int64) Sentence {
		return about(thing(KindRequest, p.Request), " was ", "approved by ", actor(p.By))
	}),
	on(func(p *event.AccessRejected, _ int64) Sentence {
		return about(thing(KindRequest, p.Request), " was ", "rejected by ", actor(p.By), because(p.Reason))
	}),
	on(func(p *event.AccessCancelled, _ int64) Sentence {
		return about(thing(KindRequest, p.Request), " was ", "cancelled by ", actor(p.By))
	}),
	on(func(p *event.AccessStarted, _ int64) Sentence {
		return about(thing(KindRequest, p.Request), ": ", "NinjaOne is about to be changed")
	}),
	on(func(p *event.AccessDone, _ int64) Sentence {
		return about(thing(KindRequest, p.Request), " was ", "carried out", when(p.AlreadySo, ": it was so already"))
	}),
	on(func(p *event.AccessFailed, _ int64) Sentence {
		return about(thing(KindRequest, p.Request), " was ", "refused by NinjaOne", because(p.Message))
	}),
	on(func(p *event.AccessExpired, _ int64) Sentence {
		return about(thing(KindRequest, p.Request), ": ", "the time of the grant is over")
	}),
	on(func(p *event.AccessRevoked, _ int64) Sentence {
		return about(thing(KindRequest, p.Request), ": ", "the grant was taken back", when(p.AlreadySo, "; it had been gone already"))
	}),
	on(func(p *event.AccountOwnerSet, _ int64) Sentence {
		of := inNinja(KindAccount, p.Connection, p.UserID)
		if p.Contact == uuid.Nil {
			return about(of, " was ", "marked as nobody's account")
		}
		return about(of, " was ", "said to be ", thing(KindContact, p.Contact), "'s")
	}),
	on(func(p *event.AccountOwnerReset, _ int64) Sentence {
		return about(inNinja(KindAccount, p.Connection, p.UserID), ": ", "owner reset: the e-mail address decides again")
	}),
	on(func(p *event.ProvisionedUserSet, _ int64) Sentence {
		said := "a program of provisioning said what a user is called"
		switch {
		case p.Deleted:
			said = "a program of provisioning deleted a user"
		case p.Inactive:
			said = "a program of provisioning said that a user is to have no account"
		}
		return about(thing(KindConnection, p.Connection), ": ", said)
	}),
}

// asked says what a request asks for.
func asked(p *event.AccessRequested) []Part {
	account, role := inNinja(KindAccount, p.Connection, p.UserID), inNinja(KindRole, p.Connection, p.RoleID)
	switch p.Action {
	case event.AccessCreate:
		return parts([]any{"for an account in ", thing(KindConnection, p.Connection)})
	case event.AccessDelete:
		return parts([]any{"to delete ", account})
	case event.AccessAddMember:
		return parts([]any{"to give ", account, " the role ", role})
	case event.AccessRemoveMember:
		return parts([]any{"to take the role ", role, " from ", account})
	}
	return parts([]any{"to " + words(p.Action)})
}

// governEntries tell how access is governed.
var governEntries = []entry{
	on(func(p *event.AccessConnectorSet, _ int64) Sentence {
		return about(thing(KindConnection, p.Connection), ": ", "access is read "+p.Frequency, when(p.Provisioning, ", may be changed by requests"), ", approval "+words(p.Approval))
	}),
	on(func(p *event.ConnectorAdded, _ int64) Sentence {
		return just("a connector of ", thing(KindApp, p.App), " was added, with ", list(usersOf(p.Owners)), " to look after it")
	}),
	on(func(p *event.ConnectorOwnersSet, _ int64) Sentence {
		return just("the connector of ", thing(KindConnection, p.Connector), " is looked after by ", list(usersOf(p.Owners)))
	}),
	on(func(p *event.ConnectorRemoved, _ int64) Sentence {
		return just("the connector of ", thing(KindConnection, p.Connector), " was removed")
	}),
	on(func(p *event.AppDiscovered, _ int64) Sentence {
		return about(called(KindApp, p.App, p.Name), " was ", "discovered in "+p.Source)
	}),
	on(func(p *event.AppManaged, _ int64) Sentence {
		return about(called(KindApp, p.App, p.Name), " is ", "managed from now on")
	}),
	on(func(p *event.AppForgotten, _ int64) Sentence {
		return about(thing(KindApp, p.App), " is ", "no longer named by its source")
	}),
	on(func(p *event.AccessReviewOpened, _ int64) Sentence {
		return about(called(KindReview, p.Review, p.Name), " was ", "opened, a review of "+either(p.Scope == "all", "all access", words(p.Scope))+" with ", count(p.Rows, "row", "rows"))
	}),
	on(func(p *event.AccessReviewListed, _ int64) Sentence {
		return about(thing(KindReview, p.Review), ": ", count(len(p.Rows), "row", "rows")+" to be looked at")
	}),
	on(func(p *event.AccessReviewDecided, _ int64) Sentence {
		said := map[string]string{"keep": " to be kept", "revoke": " to be revoked"}[p.Verdict]
		return about(thing(KindReview, p.Review), ": ", count(len(p.Rows), "row", "rows"), either(said != "", said, " undecided again"), because(p.Reason))
	}),
	on(func(p *event.AccessReviewSignedOff, _ int64) Sentence {
		return about(thing(KindReview, p.Review), " was ", "signed off by ", actor(p.By), ": "+count(p.Kept, "row", "rows")+" kept, "+count(p.Revoked, "revoked", "revoked"))
	}),
	on(func(p *event.AccessReviewCancelled, _ int64) Sentence {
		return about(thing(KindReview, p.Review), " was ", "cancelled by ", actor(p.By), because(p.Reason))
	}),
}
