"""The window: Qt Widgets. It asks the vault thread and never touches a store."""
