// Package suggestion keeps who may use which device: what matching makes of last users,
// owners and contacts (CON-02 to CON-09), and which people in NinjaOne may be which
// contacts (SCH-04).
//
// Matching needs clear names, and read models hold them sealed, since folds are pure.
// So it is a step behind the read models: a pass reads them in one snapshot, opens what
// it needs in memory, and stores ids, percentages, forms and reasons, none of which is
// personal. What it stores is a pure function of rule set, contacts, accounts and keys
// that were not destroyed; it can be dropped and made again at any time.
//
// A customer is the unit: how its accounts are made is learned from all of them. A
// customer has a signature of everything that its suggestions are made of; a pass
// matches those whose signature is not the stored one. What people decided is not part
// of it: lists join decisions, so a decision shows at once.
package suggestion
