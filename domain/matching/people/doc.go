// Package people decides which contact of a customer uses a device, from the
// account that logged on last or from the owner that NinjaOne names (CON-02…07,
// CON-15). It is pure: a verdict follows from the rule set, the customer's contacts
// and accounts, and nothing else; neither order nor batch changes it.
//
// An account is read as pieces of a person's name: a given name, an initial, the
// first letters of a surname, in one of the forms that organizations use. Each form
// has a percentage, what it is worth when nobody else fits, and a weight, how common
// it is. A contact's percentage is that of its form times its share of the weights
// of all contacts that fit, so that two who fit alike have half each and can never
// be assigned without a person (CON-15: ties stay below 80).
package people
