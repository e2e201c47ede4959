"""The owner's forms: classes in `models`, what needs the world around them in `checks`, the record cut into
`sections`."""
