"""An invented organisation to practise with: nobody and no place in it is real."""
