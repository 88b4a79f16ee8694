// Package access is the read model of who may do what in NinjaOne: accounts, roles and
// who has which, with since when and who had it before (C1P-01, C1P-02).
//
// It is bound to the history: since when somebody has a role stands in no observation,
// only in the difference of two. So a rebuild reads every observation of an account or a
// role, which are few.
//
// Names and addresses are sealed, and folds can't open them. Lists of people are short
// enough (a provider's technicians and its customers' end users) to be read whole, opened
// and searched by whoever asks.
package access
