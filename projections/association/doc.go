// Package association is the read model of what people decided about who uses what,
// and of the people that NinjaOne knows (CON, ASG, SCH-04).
//
// What a name suggests is not here: folds are pure and can't open what is sealed, so
// suggestions are kept by package suggestion, which reads this model and others.
package association
