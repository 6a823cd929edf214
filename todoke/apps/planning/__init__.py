"""Planning (お知らせの予定): what is told to whom, approved by a person before it is sent."""
