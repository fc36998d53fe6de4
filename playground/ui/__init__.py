"""What the pages share: navigation, groups of controls, the run that a session keeps."""
